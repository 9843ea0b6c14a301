using Moonwire.Tests.BuildScript;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary>Scripts run on systems that lack system calls, /proc, /dev or descriptors.</summary>
[TestClass]
public sealed class BareSystemTests
{
    private const int EPERM = 1;
    private const int ENOSYS = 38;

    /// <summary>A script with datagrams to many sockets, a wake by another thread, and signals.</summary>
    private const string Program = """
        local list, buf, got, time, s = {}, byte_span.new(9), 0, require 'time', require 'system'.signal
        local host = ip.address.new '127.0.0.1'
        for i = 1, 20 do
          list[i] = ip.udp.socket.new() list[i]:open 'v4' list[i]:bind('127.0.0.1', 0)
          spawn(function() list[i]:receive(buf) got = got + 1 end)
        end
        this_fiber.yield()
        for i = 1, 20 do list[1]:send_to(byte_span.append 'x', host, list[i].local_port) end
        while got < 20 do time.sleep(0.001) end
        local set = s.set.new(s.SIGUSR1)
        s.raise(s.SIGUSR1)
        print(got, #ip.udp.get_address_info('localhost', 1) > 0, set:wait() == s.SIGUSR1)
        """;

    [Theory]
    [InlineData("memfd_create")]
    [InlineData("epoll_create1")]
    [InlineData("epoll_ctl")]
    [InlineData("epoll_wait")]
    [InlineData("epoll_pwait2")]
    [InlineData("eventfd2")]
    [InlineData("pipe2")]
    [InlineData("ppoll")]
    [InlineData("timerfd_create")]
    [InlineData("getrandom")]
    [InlineData(
        "memfd_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "eventfd2", "pipe2",
        "ppoll", "timerfd_create")]
    public async Task WithoutASystemCallTheProgramRuns(params string[] calls)
    {
        RequireCompiled();
        foreach (var errno in (int[])[ENOSYS, EPERM])
        {
            var run = await Executable.RunAsync(["-e", Program], launcher: await CLibrary.RefusingAsync(errno, calls));
            Assert.Equal(
                (0, "20\\x09true\\x09true\n", ""), (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
        }
    }

    [Theory]
    [InlineData("mount -t tmpfs none /proc")]
    [InlineData("mount -t tmpfs none /dev")]
    [InlineData("mount -t tmpfs none /proc && mount -t tmpfs none /dev && mount -t tmpfs none /sys")]
    public async Task WithoutAFileSystemOfTheKernelTheProgramRuns(string command)
    {
        RequireCompiled();
        Tool.Require("unshare");
        Tool.Require(Environment.IsPrivilegedProcess, "only root can mount");
        var run = await Executable.RunAsync(
            ["-e", Program], launcher: ["unshare", "-m", "sh", "-c", command + " && exec \"$0\" \"$@\""]);

        Assert.Equal(
            (0, "20\\x09true\\x09true\n", ""), (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }

    /// <summary>
    /// Without memfd, the engine is loaded from a file. If no folder accepts one, an error line says so.
    /// </summary>
    [Fact]
    public async Task WithoutAPlaceForTheEngineThereIsALine()
    {
        RequireCompiled();
        Tool.Require("unshare");
        Tool.Require(Environment.IsPrivilegedProcess, "only root can mount");
        var mounts = string.Join(
            " && ", ((string[])["/tmp", "/dev/shm", "/var/tmp"])
                .Select(static folder => $"mount -t tmpfs -o noexec none {folder}"));
        var prepare = $"cp '{Executable.Location}' /run/moonwire-bare && {mounts} && exec \"$@\"";
        string[] launcher = ["unshare", "-m", "sh", "-c", prepare, "sh"];
        try
        {
            var refusing = await CLibrary.RefusingAsync(ENOSYS, "memfd_create");
            var copy = Path.Combine("/run", "moonwire-refuse");
            File.Copy(refusing[0], copy, overwrite: true);
            var run = await Executable.RunAsync(
                ["-e", "print 'not reached'"], launcher: [.. launcher, copy, .. refusing[1..], "/run/moonwire-bare"]);
            Assert.Equal(
                (1, "", 1),
                (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors).Count(static c => c == '\n')));
            Assert.Contains(
                "the system does not provide what moonwire needs to start: memfd_create failed",
                Visible.Text(run.Errors),
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete("/run/moonwire-bare");
            File.Delete("/run/moonwire-refuse");
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task WithFewDescriptorsTheProgramRuns(int count)
    {
        RequireCompiled();
        const string script = "require 'time'.sleep(0.001) print 'ok'";
        var run = await Executable.RunAsync(
            ["-e", script], launcher: ["sh", "-c", $"ulimit -n {count} && exec \"$0\" \"$@\""]);

        Assert.Equal((0, "ok\n", ""), (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }

    [Theory]
    [InlineData("trap '' PIPE && ", "5\n")]
    [InlineData("", "141\n")]
    public async Task AnIgnoredBrokenPipeStaysIgnored(string trap, string status)
    {
        RequireCompiled();
        const string script = "while io.write(('x'):rep(99)) do end os.exit(5)";
        var run = await Executable.RunAsync(
            ["-e", script], launcher: ["sh", "-c", trap + "{ \"$0\" \"$@\"; echo $? >&2; } | true"]);

        Assert.Equal(status, Visible.Text(run.Errors));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(11)]
    public async Task AFaultThatAnotherProcessSendsEndsTheProgram(int signal)
    {
        RequireCompiled();
        var script = $"os.execute('kill -{signal} $PPID') for _ = 1, 1e9 do end";
        var run = await Executable.RunAsync(["-e", script], launcher: ["sh", "-c", "\"$0\" \"$@\"; echo $?"]);

        Assert.EndsWith($"{128 + signal}\n", Visible.Text(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALuaStateOfACLibraryLooksForModulesWhereTheScriptDoes()
    {
        RequireCompiled();
        var script = await CLibrary.CallsAsync() + """
            package.path, package.cpath = before, before_c
            print(c.in_state 'return package.path' == package.path, c.in_state 'return package.cpath' == package.cpath)
            """;
        var run = await Executable.RunAsync(["-e", "before, before_c = package.path, package.cpath", "-e", script]);

        Assert.Equal((0, "true\\x09true\n", ""), (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }

    private static void RequireCompiled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limits are Linux's.");
        Assert.SkipUnless(Release.IsCompiled, "The plain build runs on the shared runtime, which needs more.");
    }
}
