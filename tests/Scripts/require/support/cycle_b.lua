local c = require "./cycle_c" return {x = c}
