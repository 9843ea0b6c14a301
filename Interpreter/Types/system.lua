---@meta system

---This process.
---@class system
---@field arguments string[] The executable, the script, and its arguments; a new table at each access
---@field environment table<string, string> The variables of the environment; a new table at each access
local system = {}

---Ends the program with a status.
---@param code? integer 0 to 255, by default 0
---@param options? { force?: 0|2|"abort" } 0 (the default) unwinds every fiber, 2 ends the process at once, "abort" by SIGABRT
function system.exit(code, options) end

---The number of this process.
---@return integer
---@nodiscard
function system.getpid() end

---The number of the process that started this one.
---@return integer
---@nodiscard
function system.getppid() end

---Signals of the system.
---@class system.signal
---@field SIGHUP integer
---@field SIGINT integer
---@field SIGQUIT integer
---@field SIGILL integer
---@field SIGTRAP integer
---@field SIGABRT integer
---@field SIGBUS integer
---@field SIGFPE integer
---@field SIGKILL integer
---@field SIGUSR1 integer
---@field SIGSEGV integer
---@field SIGUSR2 integer
---@field SIGPIPE integer
---@field SIGALRM integer
---@field SIGTERM integer
---@field SIGCHLD integer
---@field SIGCONT integer
---@field SIGSTOP integer
---@field SIGTSTP integer
---@field SIGTTIN integer
---@field SIGTTOU integer
---@field SIGURG integer
---@field SIGXCPU integer
---@field SIGXFSZ integer
---@field SIGVTALRM integer
---@field SIGPROF integer
---@field SIGWINCH integer
---@field SIGIO integer
---@field SIGSYS integer
system.signal = {}

---Sends a signal to this process.
---@async
---@param signal integer
function system.signal.raise(signal) end

---Has this process, and the programs that it starts, ignore a signal.
---@param signal integer
function system.signal.ignore(signal) end

---Has a signal do again what it does by default.
---@param signal integer
function system.signal.default(signal) end

---Signals to wait for.
---@class system.signal.set
system.signal.set = {}

---A set of signals. While it lives, they do nothing else.
---@param ... integer
---@return system.signal.set
---@nodiscard
function system.signal.set.new(...) end

---Suspends the fiber until a signal of the set arrives.
---@async
---@return integer signal
function system.signal.set:wait() end

---Adds a signal.
---@param signal integer
function system.signal.set:add(signal) end

---Removes a signal, and what arrived of it.
---@param signal integer
function system.signal.set:remove(signal) end

---Removes every signal.
function system.signal.set:clear() end

---Has every waiting fiber raise `operation_aborted`.
function system.signal.set:cancel() end

---Cancels, and removes every signal for good.
function system.signal.set:close() end

return system
