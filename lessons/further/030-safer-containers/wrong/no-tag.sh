docker build -t leaky leaky
