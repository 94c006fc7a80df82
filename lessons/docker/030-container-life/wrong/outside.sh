touch visited
