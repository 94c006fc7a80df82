docker cp d13:/usr/bin/bash - | docker cp - tiny:/tmp
