echo "Hello! I am container $(hostname)."
