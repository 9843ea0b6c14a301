using System.Diagnostics;

namespace Moonwire.Tests.Support;

/// <summary>The result of a process that has finished or was killed.</summary>
internal sealed record ChildResult(int ExitCode, byte[] Output, byte[] Errors, bool TimedOut);

/// <summary>Runs one process to its end within a time limit, after which only that process is killed.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan PipesMayLinger = TimeSpan.FromSeconds(30);

    public static async Task<ChildResult> RunAsync(ProcessStartInfo start, ReadOnlyMemory<byte> input, TimeSpan bound)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        using var process = Process.Start(start)
            ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        var output = new Collected();
        var errors = new Collected();
        var pipes = Task.WhenAll(
            output.ReadAsync(process.StandardOutput.BaseStream),
            errors.ReadAsync(process.StandardError.BaseStream),
            WriteAsync(process.StandardInput.BaseStream, input));

        var timedOut = !await EndsWithinAsync(process, bound);
        if (timedOut)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        // A grandchild may keep the pipes open longer than the process lives.
        await Task.WhenAny(pipes, Task.Delay(PipesMayLinger));
        return new ChildResult(process.ExitCode, output.ToArray(), errors.ToArray(), timedOut);
    }

    private static async Task<bool> EndsWithinAsync(Process process, TimeSpan bound)
    {
        using var timer = new CancellationTokenSource(bound);
        try
        {
            await process.WaitForExitAsync(timer.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task WriteAsync(Stream pipe, ReadOnlyMemory<byte> input)
    {
        try
        {
            await using (pipe)
            {
                await pipe.WriteAsync(input);
            }
        }
        catch (IOException)
        {
            // The process ended without reading its standard input.
        }
    }

    /// <summary>Bytes that can be read while more arrive.</summary>
    private sealed class Collected
    {
        private readonly MemoryStream _bytes = new();

        public async Task ReadAsync(Stream pipe)
        {
            var buffer = new byte[8192];
            try
            {
                int n;
                while ((n = await pipe.ReadAsync(buffer)) > 0)
                {
                    lock (_bytes)
                    {
                        _bytes.Write(buffer, 0, n);
                    }
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Reading was cancelled together with the process.
            }
        }

        public byte[] ToArray()
        {
            lock (_bytes)
            {
                return _bytes.ToArray();
            }
        }
    }
}
