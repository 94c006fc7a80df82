docker run -d --name web3 -p 9000:80 nginx
