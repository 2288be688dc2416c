"""What Python functions ship: one module for each kind of lock or manifest."""
