---@meta system

---The process in which the script runs.
---@class system
---@field arguments string[] The executable, the script, and its arguments; each access creates a new table
---@field environment table<string, string> The environment variables; each access creates a new table
---@field in_ pipe.read_stream Standard input
---@field out pipe.write_stream Standard output
---@field err pipe.write_stream Standard error
local system = {}

---Ends the program with a status.
---@param code? integer 0 to 255, by default 0
---@param options? { force?: 0|2|"abort" } 0 (default) unwinds fibers, 2 ends the process at once, "abort" with SIGABRT
function system.exit(code, options) end

---Returns the process ID.
---@return integer
---@nodiscard
function system.getpid() end

---Returns the process ID of the parent process.
---@return integer
---@nodiscard
function system.getppid() end

---A program that the script has started.
---@class subprocess
---@field pid? integer The number; nil after the end was noticed
---@field exit_code? integer The exit status, or 128 and the signal's number; nil before the end was noticed
---@field exit_signal? integer The signal that has ended it
---@field stdin? pipe.write_stream With `stdin = "pipe"`
---@field stdout? pipe.read_stream With `stdout = "pipe"`
---@field stderr? pipe.read_stream With `stderr = "pipe"`
local subprocess = {}

---Waits until the program has ended.
---@async
---@return integer exit_code
---@return integer? exit_signal
function subprocess:wait() end

---Sends a signal; 0 only checks.
---@param signal integer
function subprocess:kill(signal) end

---Ends the program: SIGTERM, and SIGKILL after some seconds.
---@async
---@param seconds? number 5 if absent
function subprocess:close(seconds) end

---Waits for a line that matches a pattern.
---@async
---@param pattern string
---@param seconds? number
---@return string line
---@return string ... the captures
function subprocess:wait_for_line(pattern, seconds) end

---Options of a program.
---@alias system.spawn.options { program: string|file_descriptor, arguments?: string[], environment?: table<string, string>, working_directory?: string, stdin?: "share"|"pipe"|file_descriptor, stdout?: "share"|"pipe"|file_descriptor, stderr?: "share"|"pipe"|file_descriptor, extra_fds?: table<integer, file_descriptor>, process_group?: integer, start_new_session?: boolean, umask?: integer, pdeathsig?: integer, signal_on_gcreaper?: integer }

---Options of `run`.
---@alias system.run.options { program: string|file_descriptor, arguments?: string[], environment?: table<string, string>, working_directory?: string, stdin?: "share"|"pipe"|file_descriptor, stdout?: "share"|"pipe"|file_descriptor, stderr?: "share"|"pipe"|file_descriptor, extra_fds?: table<integer, file_descriptor>, process_group?: integer, start_new_session?: boolean, umask?: integer, pdeathsig?: integer, signal_on_gcreaper?: integer, input?: string, max_output?: integer }

---Starts a program.
---@param options system.spawn.options
---@return subprocess
---@nodiscard
function system.spawn(options) end

---Runs a program to its end.
---@async
---@param options system.run.options
---@return { exit_code: integer, exit_signal?: integer, stdout?: string, stderr?: string, truncated: boolean }
function system.run(options) end

---The sockets that a service manager has opened, by position and by name.
---@return table<integer|string, file_descriptor>
---@nodiscard
function system.listen_fds() end

---Sends a state to the service manager; false without a service manager.
---@param state string such as "READY=1"
---@return boolean
function system.notify(state) end

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

---Makes this process, and the programs that it starts, ignore a signal.
---@param signal integer
function system.signal.ignore(signal) end

---Restores the default effect of a signal.
---@param signal integer
function system.signal.default(signal) end

---A set of signals to wait for.
---@class system.signal.set
system.signal.set = {}

---Creates a set of signals. While the set is in use, its signals have no other effect.
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

---Removes a signal, and its arrivals that nobody has waited for.
---@param signal integer
function system.signal.set:remove(signal) end

---Removes every signal.
function system.signal.set:clear() end

---Makes every waiting fiber raise `operation_aborted`.
function system.signal.set:cancel() end

---Cancels the waits, and removes every signal permanently.
function system.signal.set:close() end

return system
