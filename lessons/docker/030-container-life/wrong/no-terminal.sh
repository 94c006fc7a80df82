docker run -d -i --name box debian
