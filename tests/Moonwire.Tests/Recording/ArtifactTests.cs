using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Recording;

/// <summary>moonwire test --artifacts leaves a recording of each failed test.</summary>
[TestClass]
public sealed class ArtifactTests : IDisposable
{
    private const string FailingSpec = """
        it("fails", function()
          local sock <close> = ip.udp.socket.new()
          sock:open("v4")
          sock:bind("127.0.0.1", 0)
          sock:send_to(byte_span.append("hello"), "127.0.0.1", sock.local_port)
          error("failed")
        end)
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AFailedTestLeavesItsDatagramsAndItsTimeline()
    {
        Capture.Require();
        _ = _folder.Write("spec/net_spec.lua", """
            local system = require "system"
            local function socket()
              local sock = ip.udp.socket.new()
              sock:open("v4")
              sock:bind("127.0.0.1", 0)
              return sock
            end
            it("passes", function()
              local sock <close> = socket()
              sock:send_to(byte_span.append("passed"), "127.0.0.1", sock.local_port)
            end)
            describe("a/b", function()
              it("fails: \"quoted\"", function()
                local sock <close> = socket()
                sock:send_to(byte_span.append("question"), "127.0.0.1", sock.local_port)
                assert.is_not_nil(sock:receive(byte_span.new(16)))
                system.run{program = "sh", arguments = {"sh", "-c", "echo from the child"}}
                assert(sock:send_to(byte_span.append("again"), "127.0.0.1", sock.local_port))
                assert.are.equal("no", "yes")
              end)
            end)
            it("waits", {timeout = 1}, function()
              local sock <close> = socket()
              sock:send_to(byte_span.append("nobody answers"), "127.0.0.1", sock.local_port)
              sock:receive(byte_span.new(16))
              sock:receive(byte_span.new(16))
            end)
            it("has no datagrams", function() error("failed") end)
            """);
        var run = await Executable.RunAsync(
            ["test", "--artifacts", "out/files", "--redact", "0+1"], _folder.Root);
        var output = Encoding.UTF8.GetString(run.Output);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            ["spec.net_spec.a_b_fails_quoted_.pcapng", "spec.net_spec.waits.pcapng"],
            Directory.GetFiles(_folder.PathOf("out/files")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains(
            "\n    recording: out/files/spec.net_spec.a_b_fails_quoted_.pcapng\n", output, StringComparison.Ordinal);
        Assert.Contains("\n    recording: out/files/spec.net_spec.waits.pcapng\n", output, StringComparison.Ordinal);

        var path = _folder.PathOf("out/files/spec.net_spec.a_b_fails_quoted_.pcapng");
        var packets = await Capture.FieldsAsync(
            path, "frame.packet_flags_direction", "udp.payload", "udp.checksum.status", "frame.comment");
        Assert.Equal([Capture.Outbound, "007565" + "7374696f6e", "1"], packets[0][..3]);
        Assert.Equal([Capture.Inbound, "007565" + "7374696f6e", "1"], packets[1][..3]);
        Assert.Equal([Capture.Outbound, "006761696e", "1"], packets[2][..3]);
        Assert.Matches(
            @"^fiber \d+, spec/net_spec\.lua:15, redacted\|.* UTC: the test begins: a/b fails: ""quoted""$",
            packets[0][3]);
        Assert.Matches(@"^fiber \d+, spec/net_spec\.lua:16, redacted$", packets[1][3]);
        Assert.Matches(
            @"^fiber \d+, spec/net_spec\.lua:18, redacted\|.* UTC: assert.is.not.nil holds \(spec/net_spec\.lua:16\)"
                + @"\|.* UTC: a child wrote: from the child\|.* UTC: assert holds \(spec/net_spec\.lua:18\)"
                + @"\|.* UTC: failure: .*Expected objects to be equal.*\(spec/net_spec\.lua:19\)$",
            packets[2][3]);
        await Capture.AssertSoundAsync(path);

        var waits = await Capture.FieldsAsync(
            _folder.PathOf("out/files/spec.net_spec.waits.pcapng"), "udp.length", "frame.comment");
        Assert.Equal(2, waits.Count);
        Assert.Contains("failure: the test has not ended within 1 s", waits[1][1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFileOfALeakingTestTellsTheLeakAfterManyAssertions()
    {
        Capture.Require();
        _ = _folder.Write("a_spec.lua", """
            it("leaks", function()
              local sock = ip.udp.socket.new()
              sock:open("v4")
              sock:bind("127.0.0.1", 0)
              sock:send_to(byte_span.append("hello"), "127.0.0.1", sock.local_port)
              for _ = 1, 2000 do assert.is_true(true) end
            end)
            """);
        _ = await Executable.RunAsync(["test", "--artifacts", "out", "a_spec.lua"], _folder.Root);

        var packets = await Capture.FieldsAsync(_folder.PathOf("out/a_spec.leaks.pcapng"), "frame.comment");
        var comments = Assert.Single(packets)[0];
        Assert.Equal(300, comments.Split("assert.is.true holds (a_spec.lua:6)").Length - 1);
        Assert.Contains("no further assertion that holds is noted", comments, StringComparison.Ordinal);
        Assert.Contains("failure: ", comments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EachAttemptAndEachRepetitionHasItsOwnFile()
    {
        _ = _folder.Write("a_spec.lua", FailingSpec);
        _ = await Executable.RunAsync(
            ["test", "--artifacts", "out", "--retry", "1", "--repeat", "2", "a_spec.lua"], _folder.Root);

        Assert.Equal(4, Directory.GetFiles(_folder.PathOf("out"), "a_spec.fails*.pcapng").Length);
    }

    [Theory]
    [InlineData("3+4", "69 64 3a .. .. .. .. 37  id:....7", "69 64 3a .. .. .. .. 38 ")]
    [InlineData("hide/hide.lua", ".. .. .. .. .. .. .. ..  ........", ".. .. .. .. .. .. .. .. ")]
    public async Task AFailedAssertionAboutADatagramShowsNoRedactedBytes(string redact, string received, string due)
    {
        Capture.Require();
        _ = _folder.Write("hide/hide.lua", """
            return function(datagram, info)
              local is_known = info.remote_address == "127.0.0.1" and info.remote_port and info.local_port
              return is_known and datagram:gsub("^id:....", "id:----") or datagram
            end
            """);
        _ = _folder.Write("a_spec.lua", """
            local a, b
            before_each(function()
              a, b = ip.udp.socket.new(), ip.udp.socket.new()
              for _, sock in ipairs{a, b} do
                sock:open("v4")
                sock:bind("127.0.0.1", 0)
              end
              a:send_to(byte_span.append("id:QZXK7"), "127.0.0.1", b.local_port)
            end)
            after_each(function() a:close() b:close() end)
            it("equals", function() assert.datagram(b, {equals = "other"}) end)
            it("matches", function() assert.datagram(b, {matches = "other"}) end)
            it("fields", function() assert.datagram(b, {fields = {"c3c4c1", "id?", "none", "7"}}) end)
            it("none", function() assert.no_datagram(b) end)
            it("replay", function()
              local bytes = "id:QZXK8"
              local packet = string.pack(">BBI2I2I2BBI2", 0x45, 0, 28 + #bytes, 0, 0, 64, 17, 0)
                .. string.pack(">I4I4", 0x0a000001, 0x0a000002)
                .. string.pack(">I2I2I2I2", 7001, 7002, 8 + #bytes, 0) .. bytes
              local file = io.open("replay.pcap", "wb")
              file:write(string.pack("<I4I2I2I4I4I4I4", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
              file:write(string.pack("<I4I4I4I4", 0, 0, #packet, #packet), packet)
              file:close()
              local replay = require("moonwire.test").replay("replay.pcap")
              a:send_to(byte_span.append("id:QZXK7"), replay.address, replay.port)
              replay:finish()
            end)
            """);
        var run = await Executable.RunAsync(
            [
                "test", "--artifacts", "out", "--redact", redact, "--reporter", "pretty", "--reporter", "json:all.json",
                "a_spec.lua",
            ],
            _folder.Root);
        var output = Encoding.UTF8.GetString(run.Output);
        var texts = new List<string>
        {
            output,
            await File.ReadAllTextAsync(_folder.PathOf("all.json"), TestContext.Current.CancellationToken),
        };
        foreach (var file in Directory.GetFiles(_folder.PathOf("out")))
        {
            texts.Add(Encoding.Latin1.GetString(
                await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        }

        Assert.Equal(7, texts.Count);
        Assert.Contains("0000  " + received, output, StringComparison.Ordinal);
        Assert.Contains("- 0000  " + due, output, StringComparison.Ordinal);
        Assert.Contains("* field 2: (redacted)", output, StringComparison.Ordinal);
        Assert.All(texts, static text =>
        {
            Assert.DoesNotContain("QZXK", text, StringComparison.Ordinal);
            Assert.DoesNotContain("51 5a 58 4b", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task AFileThatIsNoCaptureIsNotReplaced()
    {
        _ = _folder.Write("out/a_spec.fails.pcapng", "a text");
        _ = _folder.Write("a_spec.lua", """
            it("fails", function()
              local sock <close> = ip.udp.socket.new()
              sock:open("v4")
              sock:send_to(byte_span.append("hello"), "127.0.0.1", 9)
              error("failed")
            end)
            """);
        var run = await Executable.RunAsync(["test", "--artifacts", "out", "a_spec.lua"], _folder.Root);

        Assert.Contains(
            "cannot write 'out/a_spec.fails.pcapng': the file exists and is not a pcapng or pcap file",
            Encoding.UTF8.GetString(run.Output),
            StringComparison.Ordinal);
        Assert.Equal("a text", await File.ReadAllTextAsync(
            _folder.PathOf("out/a_spec.fails.pcapng"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("a_spec.lua", "a_spec.lua")]
    [InlineData("./a_spec.lua/a/b", "./a_spec.lua")]
    [InlineData("/dev/null/a", "/dev/null")]
    public async Task AFolderThatCannotBeMadeIsReported(string artifacts, string file)
    {
        _ = _folder.Write("a_spec.lua", FailingSpec);
        var run = await Executable.RunAsync(["test", "--artifacts", artifacts, "a_spec.lua"], _folder.Root);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            $"cannot write '{artifacts}/a_spec.fails.pcapng': '{file}' is not a folder",
            Encoding.UTF8.GetString(run.Output),
            StringComparison.Ordinal);
    }
}
