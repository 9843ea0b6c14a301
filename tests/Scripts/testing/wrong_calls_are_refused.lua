-- A misspelt option or a hook without a function would check nothing.
dofile("support/show.lua")("wrong_calls_spec.lua", nil, {quiet = {plan = true}})
