"""The columns of the trace table, for the peers."""
COLUMNS = {
    "vm_id": "text",
    "subscription_id": "text",
    "deployment_id": "text",
    "timestamp_vm_created": "integer",
    "timestamp_vm_deleted": "integer",
    "max_cpu": "float",
    "average_cpu": "float",
    "p96_max_cpu": "float",
    "vm_category": "text",
    "vm_virtual_core_count_bucket": "integer",
    "vm_memory_bucket": "integer",
}
