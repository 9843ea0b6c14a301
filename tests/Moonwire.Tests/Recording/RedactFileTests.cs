using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Recording;

/// <summary>A Lua file of --redact. tests/Scripts/recorder has the behaviour that a script sees.</summary>
[TestClass]
public sealed class RedactFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheFileHasTheBytesThatTheFunctionReturns()
    {
        Capture.Require();
        _ = _folder.Write("hide.lua", """
            return function(datagram, info)
              if info.direction == "received" then error("fails") end
              return (datagram:gsub("secret", "------"))
            end
            """);
        _ = _folder.Write("a.lua", """
            local sock, buffer = ip.udp.socket.new(), byte_span.new(2000)
            sock:open("v4")
            sock:bind("127.0.0.1", 0)
            for _, text in ipairs {"plain", "a secret", ("x"):rep(1000) .. "secret"} do
              sock:send_to(byte_span.append(text), "127.0.0.1", sock.local_port)
            end
            sock:receive(buffer)
            """);
        var run = await Executable.RunAsync(
            ["--record", "a.pcapng", "--recorder", "0", "--redact", "hide.lua", "a.lua"], _folder.Root);
        var path = _folder.PathOf("a.pcapng");
        var packets = await Capture.FieldsAsync(path, "udp.payload", "udp.checksum.status", "frame.comment");

        Assert.Equal(
            "moonwire: --redact hide.lua: a datagram is recorded as zeros if the function fails: hide.lua:2: fails\n",
            Encoding.UTF8.GetString(run.Errors));
        Assert.Equal(4, packets.Count);
        Assert.Equal([Hex("plain"), "1", "fiber 1, a.lua:5"], packets[0]);
        Assert.Equal([Hex("a ------"), "1", "fiber 1, a.lua:5, redacted"], packets[1]);
        Assert.Equal([Hex(new string('x', 1000) + "------"), "1", "fiber 1, a.lua:5, redacted"], packets[2]);
        Assert.Equal(["0000000000", "1", "fiber 1, a.lua:7, redacted"], packets[3]);
        await Capture.AssertSoundAsync(path);
    }

    [Fact]
    public async Task AnEndlessFileIsRefused()
    {
        var run = await Executable.RunAsync(["--redact", "/dev/zero", "-e", "print('ran')"], _folder.Root);

        Assert.Equal(
            "moonwire: cannot use '/dev/zero' for --redact: the file is larger than 16 MiB\n",
            Encoding.UTF8.GetString(run.Errors));
    }

    [Fact]
    public async Task ALongErrorIsCut()
    {
        _ = _folder.Write("hide.lua", "error(('x'):rep(1000000), 0)");
        var run = await Executable.RunAsync(["--redact", "hide.lua", "-e", "print('ran')"], _folder.Root);

        Assert.Equal(
            $"moonwire: cannot use 'hide.lua' for --redact: {new string('x', 500)}...\n",
            Encoding.UTF8.GetString(run.Errors));
    }

    [Theory]
    [InlineData("return 1 1", "hide.lua:1: <eof> expected near '1'")]
    [InlineData("", "hide.lua: the file must return a function, not nil")]
    [InlineData("return {}", "hide.lua: the file must return a function, not table")]
    [InlineData("\nlocal n = nil + 1", "hide.lua:2: attempt to perform arithmetic on a nil value")]
    [InlineData("error('two\\nlines')", "hide.lua:1: two\\nlines")]
    [InlineData("error({})", "the error object is not a string")]
    [InlineData("require 'socket'", "hide.lua:1: attempt to call a nil value (global 'require')")]
    [InlineData("while true do end", "hide.lua:1: the function has run 10000000 instructions, which is the limit")]
    [InlineData("return string.rep('x', 100000000)", "not enough memory")]
    [InlineData("\u001bLua", "attempt to load a binary chunk (mode is 't')")]
    public async Task AWrongFileEndsTheProgramBeforeTheScript(string text, string problem)
    {
        _ = _folder.Write("hide.lua", text);
        _ = _folder.Write("a_spec.lua", "it('runs', function() print('ran') end)");
        foreach (string[] arguments in (string[][])
            [
                ["--record", "a.pcapng", "--redact", "hide.lua", "-e", "print('ran')"],
                ["test", "--redact", "hide.lua", "a_spec.lua"],
            ])
        {
            var run = await Executable.RunAsync(arguments, _folder.Root);

            Assert.Equal(
                $"moonwire: cannot use 'hide.lua' for --redact: {problem}\n", Encoding.UTF8.GetString(run.Errors));
            Assert.Equal(2, run.ExitCode);
            Assert.Empty(run.Output);
        }

        Assert.False(File.Exists(_folder.PathOf("a.pcapng")));
    }

    [Fact]
    public async Task AFirstLineForTheShellIsSkipped()
    {
        _ = _folder.Write("hide.lua", "\ufeff#!/usr/bin/env lua\nreturn function(datagram) return datagram end");
        var run = await Executable.RunAsync(["--redact", "hide.lua", "-e", "print('ran')"], _folder.Root);

        Assert.Equal("ran\n", Encoding.UTF8.GetString(run.Output));
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task WithoutARecordingAFailedAssertionHidesTheBytes()
    {
        _ = _folder.Write("hide.lua", "return function() error('fails') end");
        _ = _folder.Write("a_spec.lua", """
            it("fails", function()
              local sock <close> = ip.udp.socket.new()
              sock:open("v4")
              sock:bind("127.0.0.1", 0)
              sock:send_to(byte_span.append("abc"), "127.0.0.1", sock.local_port)
              assert.no_datagram(sock)
            end)
            """);
        var run = await Executable.RunAsync(
            ["test", "--recorder", "0", "--redact", "hide.lua", "a_spec.lua"], _folder.Root);
        var output = Encoding.UTF8.GetString(run.Output);

        Assert.Contains("0000  .. .. ..                 ...", output, StringComparison.Ordinal);
        Assert.Contains("--redact hide.lua: a datagram is recorded as zeros", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheExampleOfThePageHidesTokens()
    {
        const string fence = "```lua --redact example.lua\n";
        var page = await File.ReadAllTextAsync(
            Repository.PathOf("docs/recording.md"), TestContext.Current.CancellationToken);
        var start = page.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        _ = _folder.Write("hide_tokens.lua", page[start..page.IndexOf("```", start, StringComparison.Ordinal)]);
        _ = _folder.Write("a.lua", """
            local sock = ip.udp.socket.new()
            sock:open("v4")
            sock:send_to(byte_span.append("GET /?token=abc&x=1"), "127.0.0.1", 9)
            sock:send_to(byte_span.append("a password"), "127.0.0.1", 1813)
            for _, event in ipairs(ip.udp.recording()) do
              if event.kind == "sent" then print((event.bytes:gsub("%z", "0"))) end
            end
            """);
        var run = await Executable.RunAsync(["--recorder", "9", "--redact", "hide_tokens.lua", "a.lua"], _folder.Root);

        Assert.Equal("GET /?token=***&x=1\n0000000000\n", Encoding.UTF8.GetString(run.Output));
        Assert.Empty(run.Errors);
    }

    private static string Hex(string text) =>
        Convert.ToHexStringLower(Encoding.Latin1.GetBytes(text));
}
