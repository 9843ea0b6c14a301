using System.Net.Sockets;
using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary>system.notify reaches the socket of a service manager.</summary>
[TestClass]
public sealed class NotifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheManagerGetsTheState(bool isAbstract)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Service managers of this kind are Linux's.");
        var path = isAbstract ? $"moonwire-{Guid.NewGuid():N}" : Path.Combine(_folder.Root, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + path : path));
        var run = await Executable.RunAsync(
            ["-e", "print(require('system').notify('READY=1\\nSTATUS=serving'))"],
            environment: [KeyValuePair.Create("NOTIFY_SOCKET", isAbstract ? "@" + path : path)]);

        Assert.Equal("true\n", Encoding.UTF8.GetString(run.Output));
        var bytes = new byte[100];
        Assert.Equal("READY=1\nSTATUS=serving", Encoding.UTF8.GetString(bytes, 0, manager.Receive(bytes)));
    }

    [Fact]
    public async Task AManagerThatIsGoneIsAnError()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Service managers of this kind are Linux's.");
        var run = await Executable.RunAsync(
            ["-e", "print(select(2, pcall(require('system').notify, 'READY=1')).symbol)"],
            environment: [KeyValuePair.Create("NOTIFY_SOCKET", Path.Combine(_folder.Root, "nobody"))]);

        Assert.Equal("ENOENT\n", Encoding.UTF8.GetString(run.Output));
    }
}
