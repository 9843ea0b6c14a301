-- The events of a spec file: the plan, and the outcome of each test with its message, place and further failures.
dofile("support/show.lua")("statuses_spec.lua")
