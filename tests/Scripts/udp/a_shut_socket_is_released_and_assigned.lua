dofile("support/shut_and_assigned.lua")
