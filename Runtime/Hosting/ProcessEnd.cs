using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Hosting;

/// <summary>The end of a process whose loop's thread may not respond.</summary>
internal static class ProcessEnd
{
    private static readonly TimeSpan FlushPatience = TimeSpan.FromMilliseconds(200);

    /// <summary>Any thread: restores the terminal, flushes output for a bounded time, and ends the process.</summary>
    internal static void Now(int status)
    {
        // Another thread may hold a stream's lock while it waits for input, so this wait is short.
        var flush = new Thread(static () =>
        {
            _ = TerminalDevice.EndEditing();
            LuaInstance.FlushOutput();
        })
        { IsBackground = true };
        flush.Start();
        _ = flush.Join(FlushPatience);
        LiveRecording.FinishCurrent();
        LuaInstance.EndProcess(status);
    }
}
