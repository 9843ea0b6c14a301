dofile("support/too_long.lua")
