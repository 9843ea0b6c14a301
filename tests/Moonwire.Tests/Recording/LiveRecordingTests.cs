using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Moonwire.Tests.BuildScript;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Recording;

/// <summary>The ends of a program, and files that cannot be written.</summary>
[TestClass]
public sealed partial class LiveRecordingTests : IDisposable
{
    private const string Begin = """
        local sock = ip.udp.socket.new()
        sock:open("v4")
        sock:bind("127.0.0.1", 0)
        local buffer = byte_span.new(16)
        local function send(count)
          for i = 1, count do
            sock:send_to(byte_span.append("hello"), "127.0.0.1", sock.local_port)
            sock:receive(buffer)
          end
        end

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("return", 0)]
    [InlineData("error('failed')", 1)]
    [InlineData("os.exit(3)", 3)]
    [InlineData("os.exit(3, true)", 3)]
    [InlineData("require('system').exit(4, {force = 2})", 4)]
    [InlineData("require('system').exit(4, {force = 'abort'})", 134)]
    [InlineData("sock:receive(buffer)", 124)]
    [InlineData("while true do end", 124)]
    [InlineData("require('future').new():get()", null)]
    [InlineData("os.execute('kill -TERM $PPID') sock:receive(buffer)", 143)]
    [InlineData("os.execute('kill -TERM $PPID') while true do end", 143)]
    public async Task AFileIsCompleteAtEveryEnd(string end, int? status)
    {
        Capture.Require();
        var path = _folder.PathOf("a.pcapng");
        var run = await Executable.RunAsync(["--timeout", "5", "--record", path, "-e", Begin + "send(100) " + end]);

        Assert.Equal(status ?? run.ExitCode, run.ExitCode);
        Assert.Equal("200", await Capture.InfoAsync(path, "Number of packets"));
        Assert.Equal(200, (await Capture.FieldsAsync(path, "udp.length")).Count);
        Assert.DoesNotContain("recording", Encoding.UTF8.GetString(run.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("os.exit(0)")]
    [InlineData("return")]
    public async Task AForkedChildWritesNothing(string end)
    {
        Assert.SkipUnless(
            Release.IsCompiled,
            "The shared runtime, which a plain build runs on, shares the memory of its code with a child.");
        Capture.Require();
        var script = await CLibrary.CallsAsync() + Begin + $$"""
            send(1)
            local pid = c.fork()
            send(10)
            if pid == 0 then {{end}} end
            print(c.wait(pid))
            send(1)
            """;
        var run = await Executable.RunAsync(["--record", "a.pcapng", "-e", script], _folder.Root);

        Assert.Equal("", Encoding.UTF8.GetString(run.Errors));
        Assert.Equal("exit\t0\n", Encoding.UTF8.GetString(run.Output));
        Assert.Equal("24", await Capture.InfoAsync(_folder.PathOf("a.pcapng"), "Number of packets"));
    }

    [Fact]
    public async Task AFullDiskLosesTheRecordingOnly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is a device of Linux.");
        var run = await RunAsync("/dev/full", "send(100) print('done')");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("done\n", Encoding.UTF8.GetString(run.Output));
        Assert.Equal(
            "moonwire: recording /dev/full: 200 datagrams are not in the file, because No space left on device\n",
            Encoding.UTF8.GetString(run.Errors));
    }

    [Fact]
    public async Task AFullDiskIsReportedAlsoWithoutDatagrams()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is a device of Linux.");
        var run = await Executable.RunAsync(["--record", "/dev/full", "-e", "print('done')"], _folder.Root);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("done\n", Encoding.UTF8.GetString(run.Output));
        Assert.Equal(
            "moonwire: recording /dev/full: the file has no end, because No space left on device\n",
            Encoding.UTF8.GetString(run.Errors));
    }

    /// <summary>The shell's limit on file sizes simulates a disk that becomes full.</summary>
    [Fact]
    public async Task AFileIsReadableAfterTheDiskBecameFull()
    {
        Capture.Require();
        _ = _folder.Write("a.lua", Begin + "send(20000)");
        var command = "export DOTNET_EnableWriteXorExecute=0; ulimit -f 4096; trap '' XFSZ; "
            + $"exec '{Executable.Location}' --record a.pcapng a.lua 2>errors";
        _ = await Tool.RunAsync("sh", ["-c", command], _folder.Root);
        var packets = (await Capture.FieldsAsync(_folder.PathOf("a.pcapng"), "udp.length")).Count;

        Assert.InRange(packets, 1000, 39999);
        Assert.Equal(40000 - packets, Lost(await ReadAsync("errors"), "a.pcapng", "File too large"));
    }

    /// <summary>A reader that reads nothing until the program has ended.</summary>
    [Fact]
    public async Task ASlowReaderDoesNotDelayTheScript()
    {
        Tool.Require("mkfifo", "dd", "sh");
        _ = _folder.Write("a.lua", Begin + "send(50000) print('done')");
        var command = $"mkfifo pipe; exec 3<>pipe; '{Executable.Location}' --record pipe a.lua 2>errors || exit; "
            + "dd bs=1048576 count=1 <&3 >read 2>dd";
        Assert.Equal("done\n", await Tool.RunAsync("sh", ["-c", command], _folder.Root));
        var packets = Capture.WholePackets(await File.ReadAllBytesAsync(
            _folder.PathOf("read"), TestContext.Current.CancellationToken));

        Assert.InRange(packets, 100, 10000);
        Assert.Equal(
            100000 - packets,
            Lost(await ReadAsync("errors"), "pipe", "the disk or the reader of the file is too slow"));
    }

    /// <summary>The reader begins to read when the buffer is full, so that packets are lost in between.</summary>
    [Fact]
    public async Task APacketHasTheNumberOfThePacketsLostBeforeIt()
    {
        Tool.Require("mkfifo", "sh", "cat");
        Capture.Require();
        _ = _folder.Write("a.lua", Begin + """
            send(50000)
            io.open("go", "w"):write("go\n"):close()
            repeat
              send(1)
              local file = io.open("read", "rb")
              local size = file and file:seek("end") or 0
              if file then file:close() end
            until size > 3000000
            send(10)
            """);
        var command = "mkfifo pipe go; exec 3<>pipe; (exec 3>&-; read line <go; exec cat <pipe >read) & "
            + $"'{Executable.Location}' --record pipe a.lua 2>errors; exec 3>&-; wait";
        _ = await Tool.RunAsync("sh", ["-c", command], _folder.Root);
        var text = await ReadAsync("errors");
        var file = await File.ReadAllBytesAsync(_folder.PathOf("read"), TestContext.Current.CancellationToken);
        var lost = Lost(text, "pipe", "the disk or the reader of the file is too slow");

        Assert.Equal(lost, Dropped(file));
    }

    [Fact]
    public async Task StandardOutputIsTheRecordingAndPrintGoesToStandardError()
    {
        Capture.Require();
        var run = await RunAsync("-", "send(3) print('printed') io.stderr:write('error\\n')");
        var path = _folder.PathOf("a.pcapng");
        await File.WriteAllBytesAsync(path, run.Output, TestContext.Current.CancellationToken);

        Assert.Equal("printed\nerror\n", Encoding.UTF8.GetString(run.Errors));
        Assert.Equal(6, (await Capture.FieldsAsync(path, "udp.length")).Count);
        Assert.Equal("6", await Capture.InfoAsync(path, "Number of packets"));
    }

    [Fact]
    public async Task APipeWithoutAReaderDoesNotEndTheScript()
    {
        Tool.Require("sh", "head");
        _ = _folder.Write("a.lua", Begin + "send(5000) io.stderr:write('done\\n')");
        var command = $"'{Executable.Location}' --record - a.lua 2>errors | head -c 10 >/dev/null; cat errors";
        var errors = await Tool.RunAsync("sh", ["-c", command], _folder.Root);

        Assert.Matches(
            @"\Adone\nmoonwire: recording -: \d+ datagrams are not in the file, because no program reads the pipe any "
                + @"more\n\z",
            errors);
    }

    [Theory]
    [InlineData("--record .", "cannot write the recording '.': it is a folder")]
    [InlineData("--record none/a", "cannot write the recording 'none/a': a part of its path does not exist")]
    [InlineData("--redact 4", "'4' is not a value for --redact: expected OFFSET+LENGTH")]
    [InlineData("--redact 4+0", "'4+0' is not a value for --redact")]
    [InlineData("--redact +4", "'+4' is not a value for --redact")]
    [InlineData("--redact 4+-1", "'4+-1' is not a value for --redact")]
    [InlineData("--redact a.lua", "'a.lua' is not a value for --redact: expected OFFSET+LENGTH, such as 4+16 for 16 "
        + "bytes from offset 4, or the path of a Lua file.")]
    [InlineData("--redact .", "'.' is not a value for --redact")]
    [InlineData("--record-snaplen x", "'x' is not a value for --record-snaplen")]
    public async Task AWrongOptionIsMisuse(string options, string message)
    {
        var run = await Executable.RunAsync([.. options.Split(' '), "-e", "print('ran')"], _folder.Root);

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains(message, Encoding.UTF8.GetString(run.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClosedStandardOutputIsMisuse()
    {
        Tool.Require("sh");
        var command = $"'{Executable.Location}' --record - -e 'print(1)' >&- 2>errors; echo $?; cat errors";

        Assert.Equal(
            "2\nmoonwire: cannot write the recording '-': the descriptor is not open for writing\n",
            await Tool.RunAsync("sh", ["-c", command], _folder.Root));
    }

    [GeneratedRegex(@"\Amoonwire: recording (\S+): (\d+) datagrams are not in the file, because (.*)\n\z")]
    private static partial Regex LostLine();

    private static int Lost(string errors, string file, string reason)
    {
        var match = LostLine().Match(errors);
        Assert.True(match.Success, errors);
        Assert.Equal(file, match.Groups[1].Value);
        Assert.Equal(reason, match.Groups[3].Value);
        return int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Returns the sum of the options epb_dropcount.</summary>
    private static long Dropped(ReadOnlySpan<byte> file)
    {
        const uint packet = 6;
        const ushort dropCount = 4;
        var sum = 0L;
        while (file.Length >= 8 && BitConverter.ToInt32(file[4..]) is var size && size <= file.Length)
        {
            if (BitConverter.ToUInt32(file) == packet)
            {
                var options = file[(28 + ((BitConverter.ToInt32(file[20..]) + 3) & -4))..(size - 4)];
                while (BitConverter.ToUInt16(options) is var code and not 0)
                {
                    var length = BitConverter.ToUInt16(options[2..]);
                    sum += code == dropCount ? BitConverter.ToInt64(options[4..]) : 0;
                    options = options[(4 + ((length + 3) & -4))..];
                }
            }

            file = file[size..];
        }

        return sum;
    }

    private Task<string> ReadAsync(string name) =>
        File.ReadAllTextAsync(_folder.PathOf(name), TestContext.Current.CancellationToken);

    private Task<ChildResult> RunAsync(string file, string script) =>
        Executable.RunAsync(["--record", file, "-e", Begin + script], _folder.Root);
}
