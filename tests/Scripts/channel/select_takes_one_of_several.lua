local channel = require "channel"
local a, b, full = channel.new(1), channel.new(), channel.new(1)
full:send(0)

print(channel.select {a, b, default = true})
a:send("x")
print(channel.select {a, b})
print(channel.select {first = a, {full, 1}, default = true})
print(channel.select {put = {a, "y"}})
print(a:receive())

-- It waits, and what served one case leaves the others alone.
local f = spawn(function() return channel.select {in_a = a, in_b = b, out = {full, 1}} end)
this_fiber.yield()
b:send("for b")
print(f:join())
print(a:try_send("a's own"), a:receive(), full:receive(), full:try_receive())

-- Two selects meet.
local one = spawn(function() return channel.select {{b, "hello"}, a} end)
local two = spawn(function() return channel.select {a, b} end)
print(one:join())
print(two:join())

-- A closed channel is ready: a case that receives gets nil, and a case that sends raises an error.
local closed = channel.new()
local waiting = spawn(function() return channel.select {a, gone = closed} end)
local sending = spawn(function() return pcall(channel.select, {a, {closed, 1}}) end)
this_fiber.yield()
closed:close()
print(waiting:join())
print(sending:join())
print(channel.select {closed})
print(pcall(channel.select, {{closed, 1}}))
