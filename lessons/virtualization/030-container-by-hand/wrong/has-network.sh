docker run -dit --name same --hostname hand --memory 16m busybox
