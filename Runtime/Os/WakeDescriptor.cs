using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// A descriptor that becomes readable when a thread asks for it, so that a wait of the loop ends: an eventfd, or a pipe where the
/// system has no eventfd.
/// </summary>
internal sealed unsafe class WakeDescriptor : IDisposable
{
    private const int None = -1;
    private const int F_SETFD = 2;
    private const int F_SETFL = 4;
    private const int FD_CLOEXEC = 1;
    private const int O_NONBLOCK = 0x800;

    /// <summary>Written before <see cref="_input"/>, which tells other threads that both are there.</summary>
    private int _output = None;
    private volatile int _input = None;

    /// <summary>True if <see cref="TryOpen"/> has succeeded.</summary>
    internal bool IsOpen => _input >= 0;

    /// <summary>The descriptor to poll, or -1, which poll(2) ignores.</summary>
    internal int Descriptor => _input;

    /// <summary>The loop's thread: false if the system gives no descriptor now.</summary>
    internal bool TryOpen()
    {
        if (IsOpen)
        {
            return true;
        }

        var descriptor = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (descriptor >= 0)
        {
            _output = descriptor;
            _input = descriptor;
            return true;
        }

        return Marshal.GetLastPInvokeError() is Libc.ENOSYS or Libc.EPERM && TryOpenPipe();
    }

    /// <summary>Any thread: makes the descriptor readable, if there is one.</summary>
    internal void Set()
    {
        if (IsOpen)
        {
            Span<byte> one = stackalloc byte[sizeof(ulong)];
            _ = BitConverter.TryWriteBytes(one, 1UL);
            _ = Libc.write(_output, one, sizeof(ulong));
        }
    }

    internal void Clear()
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        while (Libc.read(_input, value, sizeof(ulong)) == sizeof(ulong) && _input != _output)
        {
            // a pipe holds what several calls of Set wrote
        }
    }

    public void Dispose()
    {
        if (IsOpen)
        {
            _ = Libc.close(_input);
            if (_output != _input)
            {
                _ = Libc.close(_output);
            }

            _input = None;
        }
    }

    /// <summary>With pipe(2), because a system without eventfd2 may well lack pipe2.</summary>
    private bool TryOpenPipe()
    {
        var ends = stackalloc int[2];
        if (Libc.pipe(ends) != 0)
        {
            return false;
        }

        for (var i = 0; i < 2; i++)
        {
            _ = Libc.fcntl(ends[i], F_SETFD, FD_CLOEXEC);
            _ = Libc.fcntl(ends[i], F_SETFL, O_NONBLOCK);
        }

        _output = ends[1];
        _input = ends[0];
        return true;
    }
}
