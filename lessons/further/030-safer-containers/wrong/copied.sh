docker build -t sealed:1 sealed
