dofile("support/flags.lua")
