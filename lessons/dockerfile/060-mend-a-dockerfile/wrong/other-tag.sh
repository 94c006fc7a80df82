docker tag debian bakery:1
