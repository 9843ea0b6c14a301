using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Examples;

/// <summary>scripts/syslog_receiver.lua under load.</summary>
[TestClass]
public sealed class SyslogReceiverTests
{
    /// <summary>
    /// Sends more than the receive buffer can contain, instead of the demonstration's signal, and then the signal.
    /// </summary>
    private const string Flood = """
        local signal, new = require('system').signal, ip.udp.socket.new
        local raise, receiver = signal.raise, nil
        ip.udp.socket.new = function() local sock = new() receiver = receiver or sock return sock end
        signal.raise = function(number)
          local client, message = new(), byte_span.append('<14>1 - - - - - - ' .. ('x'):rep(8000))
          client:connect(receiver.local_address, receiver.local_port)
          for _ = 1, 2000 do client:send(message) end
          raise(number)
        end
        """;

    [Fact]
    public async Task ItDoesNotTellANumberThatItCannotKnow()
    {
        const string withoutLists = "local open = io.open io.open = function(name, ...) if not name:find('^/proc') "
            + "then return open(name, ...) end end";
        var run = await Executable.RunAsync(["-e", withoutLists, Repository.PathOf("scripts", "syslog_receiver.lua")]);

        Assert.Equal((0, ""), (run.ExitCode, Encoding.UTF8.GetString(run.Errors)));
        Assert.EndsWith(
            "and an unknown number by the kernel for this port\n",
            Encoding.UTF8.GetString(run.Output),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItTellsWhatTheKernelHasDropped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The list of sockets is Linux's.");
        var run = await Executable.RunAsync(["-e", Flood, Repository.PathOf("scripts", "syslog_receiver.lua")]);

        Assert.Equal((0, ""), (run.ExitCode, Encoding.UTF8.GetString(run.Errors)));
        Assert.Matches(
            @"\nended; \d+ messages dropped here, and [1-9]\d* by the kernel for this port\n\z",
            Encoding.UTF8.GetString(run.Output));
    }
}
