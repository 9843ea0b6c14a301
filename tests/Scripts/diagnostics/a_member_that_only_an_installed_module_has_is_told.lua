local system = require "system"
print(system.gettime())
