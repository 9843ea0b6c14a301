---@meta moonwire.test

---Functions for tests of network programs.
---@class test
---@field assert test.assert
---@field spy test.spy
---@field stub test.stub
---@field mock test.mock
---@field match test.match
local test = {}

---Leases a port that no other test gets until the process ends.
---@return integer port
---@nodiscard
function test.port() end

---@class test.requirements
---@field ipv6? boolean
---@field multicast? boolean
---@field root? boolean
---@field program? string|string[]

---Skips the test if the machine does not meet a requirement of the test.
---@param wanted test.requirements
function test.requires(wanted) end

---@class test.replay_options
---@field as? "server"|"client"
---@field at? string `ADDRESS:PORT`
---@field ignore? string|string[] `OFFSET+LENGTH`
---@field fast? boolean
---@field map? string|string[] `OLD=NEW`
---@field conversation? string `ADDRESS:PORT`
---@field timeout? number Seconds

---One side of a recorded conversation.
---@class test.replay
---@field address ip.address The address of the server
---@field port integer The port of the server
local replay = {}

---Waits for the end of the conversation, and fails if it differs from the recording.
---@async
function replay:finish() end

---Ends the replay before the end of the conversation.
---@async
function replay:close() end

---Replays one side of the conversation in a capture file.
---@param file string
---@param options? test.replay_options
---@return test.replay
function test.replay(file, options) end

test.coverage = {}

---Begins to count how often each line runs.
function test.coverage.start() end

---@class test.file_coverage
---@field hits table<integer, integer>
---@field active integer[]

---Returns a table that maps the path of each Lua file to its counts.
---@return table<string, test.file_coverage>
function test.coverage.finish() end

---@class test.run_options
---@field file string
---@field filter? string[]
---@field filter_out? string[]
---@field tags? string[]
---@field exclude_tags? string[]
---@field ids? string[]
---@field names? string[]
---@field lines? integer[]
---@field list? boolean
---@field shuffle? boolean
---@field seed? integer
---@field timeout? number|false
---@field check_leaks? boolean
---@field fail_fast? boolean
---@field helper? string
---@field helper_arguments? string[]

---Runs a spec file in this process, and calls `emit` for each event.
---@async
---@param options test.run_options
---@param emit fun(event: table)
function test.run(options, emit) end

---@class test.datagram_options
---@field within? number
---@field from? string|ip.address|ip.udp.socket|{[1]: string|ip.address, [2]: integer}
---@field equals? string|byte_span
---@field ignore? string|string[] `OFFSET+LENGTH`: bytes that `equals` does not compare
---@field matches? string
---@field fields? any[]

---The assertions. A name may follow words such as `is`, `are`, `has` and `not`.
---@class test.assert
---@field [string] any
---@overload fun(value: any, message?: any, ...: any): ...
local assert = {}

---Receives a datagram and checks it.
---@async
---@param sock ip.udp.socket
---@param options? test.datagram_options
---@param message? string
---@return string data
---@return ip.address address
---@return integer port
function assert.datagram(sock, options, message) end

---Passes if no datagram arrives within `within` seconds.
---@async
---@param sock ip.udp.socket
---@param within? number
---@param message? string
function assert.no_datagram(sock, within, message) end

---Calls `f` until its first result is neither false nor nil.
---@async
---@param f async fun(): ...
---@param within? number
---@param message? string
---@return any ...
function assert.eventually(f, within, message) end

---Passes if no socket listens at the UDP endpoint.
---@async
---@param address string|ip.address
---@param port integer
---@param within? number
---@param message? string
function assert.refused(address, port, within, message) end

test.datagram = assert.datagram
test.no_datagram = assert.no_datagram
test.eventually = assert.eventually
test.refused = assert.refused

---@class test.spy
---@field new fun(f?: function): table
---@field on fun(t: table, key: any): table
---@field is_spy fun(value: any): boolean
---@overload fun(f?: function): table

---@class test.stub
---@field new fun(t?: table, key?: any, ...: any): table
---@overload fun(t?: table, key?: any, ...: any): table

---@class test.mock
---@field new fun(t: table, stubs?: boolean, f?: function): table
---@field clear fun(t: table): table
---@field revert fun(t: table): table
---@overload fun(t: table, stubs?: boolean, f?: function): table

---@class test.match
---@field [string] fun(...: any): table
---@field _ table

---@class test.options
---@field timeout? number|false
---@field leaks? boolean

---Describes a block of tests. A global of spec files.
---@overload fun(name: string, options: test.options, f: async fun())
---@param name string
---@param f async fun()
function describe(name, f) end

---Describes a block of tests. A global of spec files.
---@overload fun(name: string, options: test.options, f: async fun())
---@param name string
---@param f async fun()
function context(name, f) end

---Describes a block of tests whose changes to globals and loaded modules are undone at its end.
---@overload fun(name: string, options: test.options, f: async fun())
---@param name string
---@param f async fun()
function insulate(name, f) end

---Describes a block of tests whose changes to globals and loaded modules remain for later blocks.
---@overload fun(name: string, options: test.options, f: async fun())
---@param name string
---@param f async fun()
function expose(name, f) end

---Describes a test. A global of spec files.
---@overload fun(name: string, options: test.options, f: async fun())
---@param name string
---@param f async fun()
function it(name, f) end

---Describes a test. A global of spec files.
---@overload fun(name: string, options: test.options, f: async fun())
---@param name string
---@param f async fun()
function spec(name, f) end

---Describes a test that does not run and is reported as pending. Inside a test: ends the test.
---@param reason? string
---@param f? async fun()
function pending(reason, f) end

---Runs `f` once, before the first test of the block.
---@param f async fun()
function setup(f) end

---Runs `f` once, after the last test of the block.
---@param f async fun()
function teardown(f) end

---Runs `f` once, before the first test of the block.
---@param f async fun()
function strict_setup(f) end

---Runs `f` once, after the last test of the block.
---@param f async fun()
function strict_teardown(f) end

---Runs `f` once, before the first test of the block, if a test of the block runs.
---@param f async fun()
function lazy_setup(f) end

---Runs `f` once, after the last test of the block, if a test of the block has run.
---@param f async fun()
function lazy_teardown(f) end

---Runs `f` before each test of the block.
---@param f async fun()
function before_each(f) end

---Runs `f` after each test of the block.
---@param f async fun()
function after_each(f) end

---Runs `f` after the running test, even if the test has failed.
---@param f async fun()
function finally(f) end

---Makes the tests of the block run in a random order, which the seed determines.
---@param seed? integer|boolean
function randomize(seed) end

return test
