local function work() return 1 end
spawn(work())
