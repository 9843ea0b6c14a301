-- The option shuffle chooses which tests of a file run, or their order.
dofile("support/show.lua")("selection_spec.lua", {shuffle = true, seed = 3})
