ls orders/target || true
