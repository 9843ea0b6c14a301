using Moonwire.Tests.BuildScript;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Require;

/// <summary>A C library forks, and the script continues in the child.</summary>
[TestClass]
public sealed class ForkedChildTests
{
    /// <summary>The numbers of HUP, INT, QUIT, USR1, USR2 and TERM.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(15)]
    public Task ASignalEndsAChildThatRuns(int signal) => AssertPrintsAsync(
        $$"""
        local pid = c.fork()
        if pid == 0 then while true do end end
        c.kill(pid, {{signal}})
        print(c.wait(pid))
        """,
        $"signal\\x09{signal}\n");

    [Fact]
    public Task ASignalThatTheParentHandlesEndsAChild() => AssertPrintsAsync(
        """
        local s = require 'system'.signal
        local set = s.set.new(s.SIGUSR2)
        local pid = c.fork()
        if pid == 0 then
          print(select(2, pcall(s.set.new, s.SIGUSR1)).code)
          io.stdout:flush()
          s.raise(s.SIGUSR2)
        end
        print(c.wait(pid))
        c.kill(c.getpid(), s.SIGUSR2)
        print(set:wait())
        """,
        "11\nsignal\\x0912\n12\n");

    [Theory]
    [InlineData("os.exit(7)", 7)]
    [InlineData("os.exit(8, true)", 8)]
    [InlineData("return", 0)]
    [InlineData("spawn(function() require 'time'.sleep(0.01) os.exit(9) end) require 'time'.sleep(1000)", 9)]
    public Task AChildEndsWithItsStatus(string end, int status) => AssertPrintsAsync(
        $$"""
        print 'before'
        io.stdout:flush()
        local pid = c.fork()
        if pid == 0 then io.write 'in the child\n' {{end}} end
        print(c.wait(pid))
        """,
        $"before\nin the child\nexit\\x09{status}\n");

    [Fact]
    public Task AChildUsesPipesNamesAndFiles() => AssertPrintsAsync(
        """
        local pid = c.fork()
        if pid == 0 then
          print(io.popen('echo piped'):read(), #ip.udp.get_address_info('localhost', 1) > 0)
          return
        end
        print(c.wait(pid))
        """,
        "piped\\x09true\nexit\\x090\n");

    /// <summary>The child has a copy of the parent's recordings, and records its own datagrams.</summary>
    [Fact]
    public Task ParentAndChildRecordEachForItself() => AssertPrintsAsync(
        """
        local sock, buf = ip.udp.socket.new(), byte_span.new(10)
        sock:open 'v4' sock:bind('127.0.0.1', 0)
        local function exchange(text)
          sock:send_to(byte_span.append(text), '127.0.0.1', sock.local_port)
          sock:receive(buf)
        end
        local function show(name)
          local texts = {name}
          for _, event in ipairs(ip.udp.recording(sock)) do texts[#texts + 1] = event.bytes end
          print(table.concat(texts, ' '))
          io.stdout:flush()
        end
        exchange 'before'
        local pid = c.fork()
        if pid == 0 then
          for _ = 1, 20 do exchange 'c' end
          show 'child'
          os.exit(0)
        end
        c.wait(pid)
        exchange 'after'
        show 'parent'
        """,
        $"child before before{string.Concat(Enumerable.Repeat(" c c", 20))}\nparent before before after after\n",
        options: ["--recorder", "256"]);

    /// <summary>
    /// The parent waits for many sockets with epoll. The child's waits and wakes do not affect the parent's.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public Task ParentAndChildReceiveEachForItself(int count) => AssertPrintsAsync(
        $$"""
        local time, host, buf = require 'time', ip.address.new '127.0.0.1', byte_span.new(10)
        local function sockets()
          local list, got = {}, {n = 0}
          for i = 1, {{count}} do
            list[i] = ip.udp.socket.new() list[i]:open 'v4' list[i]:bind('127.0.0.1', 0)
            spawn(function()
              while true do
                list[i]:receive(buf)
                got.n = got.n + 1
              end
            end)
          end
          return list, got
        end
        local function exchange(list, got)
          local wanted = got.n + #list
          for i = 1, #list do list[1]:send_to(byte_span.append 'x', host, list[i].local_port) end
          while got.n < wanted do time.sleep(0.001) end
          assert(ip.udp.get_address_info('localhost', 1)) -- another thread wakes the loop
          return got.n
        end
        local list, got = sockets()
        print('parent', exchange(list, got))
        io.stdout:flush()
        local pid = c.fork()
        if pid == 0 then
          print('child', exchange(sockets()))
          os.exit(0)
        end
        print(c.wait(pid))
        print('parent', exchange(list, got))
        os.exit(0)
        """,
        $"parent\\x09{count}\nchild\\x09{count}\nexit\\x090\nparent\\x09{2 * count}\n");

    private static async Task AssertPrintsAsync(string script, string output, params string[] options)
    {
        Assert.SkipUnless(
            Release.IsCompiled,
            "The shared runtime, which a plain build runs on, shares the memory of its code with a child.");
        var run = await Executable.RunAsync([.. options, "-e", await CLibrary.CallsAsync() + script]);

        Assert.Equal((0, output, ""), (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }
}
