"""What functions on Node.js ship: one module for each kind of lock or manifest."""
