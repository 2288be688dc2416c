variable "name" {
  description = "Name of the function and of its role."
  type        = string
}

variable "source_dir" {
  description = "Folder that is packed."
  type        = string
}

variable "runtime" {
  type    = string
  default = "python3.9"
}

variable "handler" {
  type    = string
  default = "app.handler"
}

variable "timeout" {
  description = "Seconds."
  type        = number
  default     = 30
}

variable "memory_size" {
  description = "Megabytes."
  type        = number
  default     = 256
}

variable "environment" {
  type    = map(string)
  default = {}
}

variable "create_role" {
  description = "Whether the function gets a role of its own; otherwise it runs with role_arn."
  type        = bool
  default     = true
}

variable "role_arn" {
  type    = string
  default = null
}

variable "managed_policies" {
  description = "Names of policies of AWS that the function's own role gets."
  type        = list(string)
  default     = []
}

variable "statements" {
  description = "What the function's own role allows besides."
  type = list(object({
    actions   = list(string)
    resources = list(string)
  }))
  default = []
}

variable "dead_letter_arn" {
  type    = string
  default = null
}

variable "architectures" {
  type    = list(string)
  default = ["x86_64"]
}

variable "tracing" {
  description = "Whether calls are traced with X-Ray."
  type        = bool
  default     = false
}
