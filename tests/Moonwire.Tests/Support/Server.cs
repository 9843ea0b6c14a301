using Moonwire.Tests.Signals;

namespace Moonwire.Tests.Support;

/// <summary>
/// A server that a script starts. The script writes the line <c>prepared</c> after it has written the server's files,
/// and then runs the server in the foreground, in place of the script itself.
/// </summary>
internal sealed class Server : IDisposable
{
    private readonly Signalled _process;
    private readonly Task<string> _errors;
    private Task<string> _output = Task.FromResult("");

    private Server(Signalled process)
    {
        _process = process;
        // Both pipes are read while the server runs, because a server waits when a pipe is full.
        _errors = process.Errors.ReadToEndAsync();
    }

    /// <param name="command">The script and its arguments.</param>
    /// <param name="folder">The working folder.</param>
    public static async Task<Server> StartAsync(IReadOnlyList<string> command, string folder)
    {
        var server = new Server(new Signalled(command, folder: folder));
        var first = await Signalled.WithinBoundAsync(server._process.Output.ReadLineAsync());
        server._output = server._process.Output.ReadToEndAsync();
        if (first != "prepared")
        {
            var log = await server.StopAsync();
            server.Dispose();
            Assert.Fail($"{string.Join(' ', command)}: {first}\n{log}");
        }

        return server;
    }

    /// <summary>Ends the server with SIGTERM, unless it has ended, and returns the lines that it has written.</summary>
    public async Task<string> StopAsync()
    {
        if (!_process.HasExited)
        {
            await _process.SendAsync("TERM");
            _ = await _process.StatusAsync();
        }

        return string.Concat(await Signalled.WithinBoundAsync(Task.WhenAll(_output, _errors)));
    }

    public void Dispose() => _process.Dispose();
}
