vm list
