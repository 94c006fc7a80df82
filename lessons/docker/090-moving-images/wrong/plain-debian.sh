docker run -dit --name tools debian
