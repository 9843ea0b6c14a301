using System.Globalization;
using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Recording;

/// <summary>tshark and capinfos read in a file of --record what the script did.</summary>
[TestClass]
public sealed class RecordTests : IDisposable
{
    /// <summary>
    /// Functions that print the packet of each operation: direction, source, destination, length, first bytes.
    /// </summary>
    private const string Prelude = """
        local hex = function(text)
          return (text:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
        end
        local buffer = byte_span.new(65536)
        local function unmapped(address) return (tostring(address):gsub("^::ffff:", "")) end
        local function row(way, from, from_port, to, to_port, text)
          print(way, unmapped(from), from_port, unmapped(to), to_port, #text, hex(text:sub(1, 8)))
        end
        local function bound(family, address)
          local sock = ip.udp.socket.new()
          sock:open(family)
          sock:bind(address, 0)
          return sock
        end
        -- Sends from a socket at an address, and receives at another socket.
        local function pass(from, from_address, to, to_address, text)
          from:send_to(byte_span.append(text), to_address, to.local_port)
          row("0x00000002", from_address, from.local_port, to_address, to.local_port, text)
          local count = to:receive_from(buffer)
          row("0x00000001", from_address, from.local_port, to_address, to.local_port, text)
          assert(tostring(buffer:slice(1, count)) == text)
        end

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("IPv4", """
        local a, b = bound("v4", "127.0.0.1"), bound("v4", "127.0.0.2")
        pass(a, "127.0.0.1", b, "127.0.0.2", "hello")
        pass(b, "127.0.0.2", a, "127.0.0.1", "")
        pass(a, "127.0.0.1", b, "127.0.0.2", ("x"):rep(65507))
        """)]
    [InlineData("IPv6", """
        local a, b = bound("v6", "::1"), bound("v6", "::1")
        pass(a, "::1", b, "::1", "hello")
        pass(b, "::1", a, "::1", "")
        pass(a, "::1", b, "::1", ("x"):rep(65507))
        """)]
    [InlineData("unspecified addresses", """
        local a, b = bound("v4", "0.0.0.0"), bound("v6", "::")
        pass(a, "127.0.0.1", a, "127.0.0.1", "four")
        pass(b, "::1", b, "::1", "six")
        """)]
    [InlineData("IPv4-mapped addresses", """
        local a, b = bound("v4", "127.0.0.1"), ip.udp.socket.new()
        b:open("v6")
        b:set_option("v6_only", false)
        b:bind("::", 0)
        pass(a, "127.0.0.1", b, "127.0.0.1", "to the mapped address")
        b:send_to(byte_span.append("from it"), "::ffff:127.0.0.1", a.local_port)
        row("0x00000002", "127.0.0.1", b.local_port, "127.0.0.1", a.local_port, "from it")
        a:receive(buffer)
        row("0x00000001", "127.0.0.1", b.local_port, "127.0.0.1", a.local_port, "from it")
        """)]
    [InlineData("connected sockets", """
        local a, b = bound("v4", "127.0.0.1"), bound("v4", "127.0.0.1")
        a:connect("127.0.0.1", b.local_port)
        b:connect("127.0.0.1", a.local_port)
        for i = 1, 3 do
          local text = "number " .. i
          a:send(byte_span.append(text))
          row("0x00000002", "127.0.0.1", a.local_port, "127.0.0.1", b.local_port, text)
          b:receive(buffer)
          row("0x00000001", "127.0.0.1", a.local_port, "127.0.0.1", b.local_port, text)
        end
        """)]
    [InlineData("batches", """
        local a, b = bound("v4", "127.0.0.1"), bound("v4", "127.0.0.1")
        pcall(a.set_option, a, "segmentation_offload", true)
        for i = 10, 60 do
          a:send_to(byte_span.append("number " .. i), "127.0.0.1", b.local_port)
          row("0x00000002", "127.0.0.1", a.local_port, "127.0.0.1", b.local_port, "number " .. i)
        end
        for i = 10, 60 do
          b:receive(buffer)
          row("0x00000001", "127.0.0.1", a.local_port, "127.0.0.1", b.local_port, "number " .. i)
        end
        """)]
    [InlineData("waiting receivers and packet information", """
        local a, b = bound("v4", "127.0.0.1"), bound("v4", "0.0.0.0")
        local port = b.local_port
        local f = spawn(function() b:receive_with_info(buffer) end)
        this_fiber.yield()
        a:send_to(byte_span.append("with info"), "127.0.0.3", port)
        row("0x00000002", "127.0.0.1", a.local_port, "127.0.0.3", port, "with info")
        f:join()
        row("0x00000001", "127.0.0.1", a.local_port, "127.0.0.3", port, "with info")
        """)]
    public async Task EachPacketIsWhatTheScriptDid(string name, string script)
    {
        Assert.NotEmpty(name);
        Capture.Require();
        var path = _folder.PathOf("a.pcapng");
        var expected = await RunAsync(Prelude + script, "--record", path);
        var packets = await Capture.FieldsAsync(
            path,
            "frame.packet_flags_direction",
            "ip.src",
            "ipv6.src",
            "udp.srcport",
            "ip.dst",
            "ipv6.dst",
            "udp.dstport",
            "udp.length",
            "udp.payload");
        var rows = packets.Select(static p => string.Join(
            '\t',
            p[0],
            p[1] + p[2],
            p[3],
            p[4] + p[5],
            p[6],
            int.Parse(p[7], CultureInfo.InvariantCulture) - 8,
            p[8].Length > 16 ? p[8][..16] : p[8]));

        Assert.Equal(expected.Split('\n')[..^1], rows);
        await Capture.AssertSoundAsync(path);
        var checks = await Capture.FieldsAsync(path, "udp.checksum.status", "ip.checksum.status", "ipv6.version");
        Assert.All(checks, static c => Assert.True(c[0] == "1" && (c[1] == "1" || c[2] == "6"), string.Join(' ', c)));
        var times = (await Capture.FieldsAsync(path, "frame.time_epoch")).Select(static t => t[0]).ToList();
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        Assert.All(times, static time => Assert.Equal(9, time.Split('.')[1].Length));
        Assert.Equal(
            packets.Count.ToString(CultureInfo.InvariantCulture), await Capture.InfoAsync(path, "Number of packets"));
        Assert.Equal("True", await Capture.InfoAsync(path, "Strict time order"));
        Assert.Equal("rawip", await Capture.InfoAsync(path, "File encapsulation"));
        Assert.Equal("moonwire", await Capture.InfoAsync(path, "Name"));
        Assert.StartsWith(
            "moonwire ", await Capture.InfoAsync(path, "Capture application"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACommentHasTheFiberTheLineAndTheFacts()
    {
        Capture.Require();
        var path = _folder.PathOf("a.pcapng");
        _ = _folder.Write("a.lua", """
            local sock = ip.udp.socket.new()
            sock:open("v4")
            sock:bind("0.0.0.0", 0)
            local port = sock.local_port
            sock:send_to(byte_span.append(("x"):rep(100)), "127.0.0.1", port)
            spawn(function() sock:receive(byte_span.new(10)) end):join()
            pcall(sock.send_to, sock, byte_span.append(("x"):rep(65508)), "127.0.0.1", port)
            sock:send_to(byte_span.append("last"), "127.0.0.1", port)
            """);
        var run = await Executable.RunAsync(["--record", path, "a.lua"], _folder.Root);
        Assert.Equal(0, run.ExitCode);
        var packets = await Capture.FieldsAsync(path, "frame.comment", "frame.cap_len", "frame.len");

        Assert.Equal(["fiber 1, a.lua:5, local address by route", "128", "128"], packets[0]);
        Assert.Equal(
            ["fiber 2, a.lua:6, cut to the buffer of 10 bytes, local address by route", "38", "128"], packets[1]);
        Assert.Matches(
            @"^fiber 1, a\.lua:8, local address by route\|\d\d:\d\d:\d\d\.\d{9} UTC: fiber 1, a\.lua:7, 65508 bytes to "
                + @"127\.0\.0\.1:\d+ were not sent: Message too long$",
            packets[2][0]);
        Assert.Equal(3, packets.Count);
    }

    [Theory]
    [InlineData("a:set_option('receive_errors', true)", "assert(not pcall(a.receive, a, buffer))")]
    [InlineData("", "assert(not a:try_receive_from(buffer))")]
    public async Task AnIcmpReportIsAPacketWithAndWithoutReceiveErrors(string option, string receive)
    {
        Capture.Require();
        var path = _folder.PathOf("a.pcapng");
        _ = await RunAsync(
            Prelude + $$"""
                for _, address in ipairs({"127.0.0.1", "::1"}) do
                  local family = address == "::1" and "v6" or "v4"
                  local a, b = bound(family, address), bound(family, address)
                  local port = b.local_port
                  b:close()
                  {{option}}
                  a:send_to(byte_span.append("hello"), address, port)
                  {{receive}}
                end
                """,
            "--record",
            path);
        var packets = await Capture.FieldsAsync(
            path,
            "icmp.type",
            "icmp.code",
            "icmp.checksum.status",
            "icmpv6.type",
            "icmpv6.code",
            "icmpv6.checksum.status",
            "udp.dstport",
            "frame.packet_flags_direction");

        Assert.Equal(4, packets.Count);
        Assert.Equal(["3", "3", "1", "", "", "", packets[0][6], Capture.Inbound], packets[1]);
        Assert.Equal(["", "", "", "1", "4", "1", packets[2][6], Capture.Inbound], packets[3]);
        await Capture.AssertSoundAsync(path);
    }

    [Fact]
    public async Task BytesAreCutAndRedacted()
    {
        Capture.Require();
        var path = _folder.PathOf("a.pcapng");
        var output = await RunAsync(
            Prelude + """
                local a = bound("v4", "127.0.0.1")
                a:send_to(byte_span.append("abcdefghij"), "127.0.0.1", a.local_port)
                a:send_to(byte_span.append("ab"), "127.0.0.1", a.local_port)
                for _, event in ipairs(ip.udp.recording()) do print(hex(event.bytes)) end
                """,
            "--recorder",
            "10",
            "--record",
            path,
            "--record-snaplen",
            "6",
            "--redact",
            "1+2",
            "--redact",
            "8+100");
        var packets = await Capture.FieldsAsync(path, "frame.len", "frame.cap_len", "udp.payload", "frame.comment");

        Assert.Equal("6100006465666768" + "0000\n" + "6100\n", output);
        Assert.Equal(["38", "34", "610000646566"], packets[0][..3]);
        Assert.Equal(["30", "30", "6100"], packets[1][..3]);
        Assert.All(packets, static p => Assert.EndsWith(", redacted", p[3], StringComparison.Ordinal));
        await Capture.AssertSoundAsync(path);
        Assert.Equal("1", (await Capture.FieldsAsync(path, "udp.checksum.status"))[1][0]);
    }

    [Fact]
    public async Task TheChecksumRevealsNothingAboutBytesThatWereLeftOut()
    {
        Capture.Require();
        string[] checksums = ["", ""];
        for (var i = 0; i < checksums.Length; i++)
        {
            var path = _folder.PathOf($"{i}.pcapng");
            var script = """
                local buffer = byte_span.new(10)
                for _, address in ipairs({"127.0.0.1", "::1"}) do
                  local a = ip.udp.socket.new()
                  a:open(address == "::1" and "v6" or "v4")
                  a:connect(address, 9)
                  a:send(byte_span.append("1234TEXT"))
                end
                """.Replace("TEXT", i == 0 ? "7!" : "8?", StringComparison.Ordinal);
            _ = await RunAsync(script, "--record", path, "--record-snaplen", "4");
            var packets = await Capture.FieldsAsync(path, "udp.checksum", "udp.srcport");
            Assert.Equal("0x0000", packets[0][0]);

            // The sum without the port of the client, which differs from run to run.
            var sum = ~Convert.ToInt32(packets[1][0], 16) & 0xffff;
            var port = int.Parse(packets[1][1], CultureInfo.InvariantCulture);
            checksums[i] = ((sum - port + 0xffff) % 0xffff).ToString(CultureInfo.InvariantCulture);
        }

        Assert.Equal(checksums[0], checksums[1]);
    }

    [Fact]
    public async Task AFileThatIsNoCaptureIsNotReplaced()
    {
        var script = _folder.Write("keep.lua", "print(1)");
        foreach (string[] arguments in (string[][])[["--record", script], ["--record", script, script]])
        {
            var run = await Executable.RunAsync(arguments);

            Assert.Equal(2, run.ExitCode);
            Assert.Equal(
                $"moonwire: cannot write the recording '{script}': the file exists and is not a pcapng or pcap file\n",
                Encoding.UTF8.GetString(run.Errors));
            Assert.Equal("print(1)", await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken));
        }

        var empty = _folder.Write("empty.pcapng", "");
        _ = await RunAsync("print(1)", "--record", empty);
        _ = await RunAsync("print(1)", "--record", empty);
        Assert.NotEqual(0, new FileInfo(empty).Length);
    }

    private async Task<string> RunAsync(string script, params string[] options)
    {
        var file = _folder.Write("script.lua", script);
        var run = await Executable.RunAsync([.. options, file]);
        Assert.Equal("", Encoding.UTF8.GetString(run.Errors));
        Assert.Equal(0, run.ExitCode);
        return Encoding.UTF8.GetString(run.Output);
    }
}
