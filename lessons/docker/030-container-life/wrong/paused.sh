docker pause box
