docker run -d --name registry -p 5001:5000 registry:2
