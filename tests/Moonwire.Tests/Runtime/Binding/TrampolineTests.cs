using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Binding;

/// <summary>
/// No script can end the process by a signal; it always ends with an exit status. Native and managed code share a
/// stack, and an error or a yield that crossed a managed frame would corrupt it.
/// </summary>
/// <remarks>The scripts are in the folder Hostile. The first comment of each says what it tries.</remarks>
[TestClass]
public sealed class TrampolineTests
{
    private const int SignalBase = 128;

    private static readonly string Folder = Repository.PathOf(
        "tests", "Moonwire.Tests", "Runtime", "Binding", "Hostile");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.lua").Select(static f => Path.GetFileNameWithoutExtension(f)!)
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task SurvivesAndSaysSo(string name)
    {
        var run = await Executable.RunAsync(["--memory-limit", "100000000", $"{name}.lua"], Folder);
        var complaint = $"{name}.lua: status {run.ExitCode}\n{Encoding.UTF8.GetString(run.Output)}\n"
            + $"{Encoding.UTF8.GetString(run.Errors)}";

        Assert.False(run.TimedOut, complaint);
        Assert.True(run.ExitCode is >= 0 and < SignalBase, complaint);
        Assert.True(Encoding.UTF8.GetString(run.Output).EndsWith("survived\n", StringComparison.Ordinal), complaint);
    }

    /// <summary>A text of one gibibyte is longer than any managed string.</summary>
    [Theory]
    [InlineData("print(pcall(ip.address.new, string.rep('1', 1 << 30)))", 0)]
    [InlineData("print(pcall(ip.udp.socket.new().open, string.rep('1', 1 << 30)))", 0)]
    [InlineData("error(string.rep('1', 1 << 30))", 1)]
    [InlineData("error(setmetatable({}, {__tostring = function() return string.rep('1', 1 << 30) end}))", 1)]
    public async Task TextThatNoManagedStringHoldsIsAnErrorLikeAnother(string chunk, int status)
    {
        var run = await Executable.RunAsync(["-e", chunk]);

        Assert.False(run.TimedOut);
        Assert.Equal(status, run.ExitCode);
    }

    /// <summary>
    /// Memory runs out at many different places of one script, because the limit changes in steps of a few bytes.
    /// </summary>
    [Theory]
    [InlineData("spawn(function() return 1 end):join()")]
    [InlineData("byte_span.new(100):append('x', byte_span.new(50))")]
    [InlineData("tostring(byte_span.new(1000))")]
    [InlineData("ip.address.new('fe80::1') == ip.address.new('1.2.3.4')")]
    [InlineData("tostring(ip.address.loopback_v6())")]
    [InlineData("byte_span.new(-1)")]
    [InlineData("sock:send_to(byte_span.new(1), sock.local_address, sock.local_port)")]
    [InlineData("sock:receive_from(byte_span.new(0), 2)")]
    [InlineData("coroutine.wrap(function() this_fiber.yield() end)()")]
    [InlineData("coroutine.wrap(function() return sock:receive(byte_span.new(1), 2) end)()")]
    [InlineData("pcall(error, setmetatable({}, {__tostring = function() return tostring(byte_span.new(10)) end}))")]
    public async Task RunningOutOfMemoryIsAnErrorThatCanBeCaught(string operation)
    {
        for (var limit = 1_000_000; limit < 1_000_640; limit += 40)
        {
            var run = await Executable.RunAsync(
                ["--memory-limit", $"{limit}", "-e", OutOfMemory.Replace(
                    "OPERATION", operation, StringComparison.Ordinal)]);

            Assert.Equal(
                (0, "usable\n", ""),
                (run.ExitCode, Encoding.UTF8.GetString(run.Output), Encoding.UTF8.GetString(run.Errors)));
        }
    }

    /// <summary>
    /// Fills the memory in a fiber of its own, frees a few blocks, and works. When the garbage is collected, everything
    /// must work again.
    /// </summary>
    private const string OutOfMemory = """
        local sock = ip.udp.socket.new()
        sock:open('v4') sock:bind('127.0.0.1', 0)
        local one = byte_span.new(1)
        sock:send_to(one, sock.local_address, sock.local_port)
        local function work() return (OPERATION) end
        local function fill(list) while true do list[1] = {list[1]} end end
        for free = 0, 30 do
          local attempt = spawn(function()
            local list = {}
            pcall(fill, list)
            for _ = 1, free do list[1] = list[1][1] end
            return work()
          end)
          local ok, e = pcall(attempt.join, attempt)
          collectgarbage()
          if not ok and type(e) == 'string' and not e:find('memory') then error(e, 0) end
        end
        for _ = 1, 3 do collectgarbage() this_fiber.yield() end
        pcall(work)
        assert(spawn(function() this_fiber.yield() return #byte_span.new(100000) end):join() == 100000)
        print('usable')
        """;
}
