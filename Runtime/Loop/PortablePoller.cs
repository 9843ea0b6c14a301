using System.Net;
using System.Net.Sockets;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Loop;

/// <summary>
/// The poller for every platform. It waits with Socket.Select, and <see cref="Wake"/> sends a datagram to a loopback
/// socket.
/// </summary>
internal sealed class PortablePoller : IPoller
{
    /// <summary>The maximum time in nanoseconds between two polls of the descriptors that are not sockets.</summary>
    private const long Slice = 2_000_000;

    private readonly SourceTable _sources = new();
    private readonly List<Socket> _readable = [];
    private readonly List<Socket> _writable = [];
    private readonly List<Socket> _failed = [];
    private readonly Dictionary<Socket, ReadinessSource> _bySocket = [];
    private Socket _wake = MakeWake();
    private readonly byte[] _byte = new byte[1];
    private readonly Poll _descriptors = new();
    private int _descriptorSources;
    private int _wakePending;
    private int _generation = ForkedChild.Generation;

    public void Watch(ReadinessSource source)
    {
        _sources.Add(source);
        if (source.IsSocket)
        {
            _bySocket.Add(source.Watched, source);
        }
        else
        {
            _descriptorSources++;
        }
    }

    public void Unwatch(ReadinessSource source)
    {
        if (source.IsSocket)
        {
            _bySocket.Remove(source.Watched);
        }
        else
        {
            _descriptorSources--;
        }

        _sources.Remove(source);
    }

    public void Wait(long nanoseconds)
    {
        if (_generation != ForkedChild.Generation)
        {
            Renew();
        }

        _readable.Clear();
        _writable.Clear();
        _failed.Clear();
        _readable.Add(_wake);
        foreach (var source in _sources.All)
        {
            if (source is { IsSocket: false })
            {
                continue;
            }

            if (source is { WantsInput: true })
            {
                _readable.Add(source.Watched);
            }

            if (source is { WantsOutput: true })
            {
                _writable.Add(source.Watched);
            }

            if (source is { WantsInput: true } or { WantsOutput: true })
            {
                _failed.Add(source.Watched); // an error ends a wait for input and a wait for output
            }
        }

        Select(
            PollDescriptors() || nanoseconds == 0 ? 0
            : _descriptorSources == 0 ? nanoseconds
            : nanoseconds < 0 ? Slice
            : Math.Min(nanoseconds, Slice));
        ReportDescriptors();
        foreach (var socket in _readable)
        {
            if (socket == _wake)
            {
                ClearWake();
            }
            else
            {
                _bySocket.GetValueOrDefault(socket)?.OnReady();
            }
        }

        foreach (var socket in _writable)
        {
            if (!_readable.Contains(socket))
            {
                _bySocket.GetValueOrDefault(socket)?.OnReady();
            }
        }

        foreach (var socket in _failed)
        {
            if (!_readable.Contains(socket))
            {
                _bySocket.GetValueOrDefault(socket)?.OnReady();
            }
        }
    }

    public void Wake()
    {
        if (Interlocked.Exchange(ref _wakePending, 1) == 0 && _generation == ForkedChild.Generation)
        {
            _ = _wake.Send([0], SocketFlags.None, out _);
        }
    }

    public void Dispose()
    {
        _wake.Dispose();
        _descriptors.Dispose();
    }

    /// <summary>
    /// Calls poll(2) for the descriptors that are not sockets, because Select does not accept them. Returns true if a
    /// descriptor is ready.
    /// </summary>
    private bool PollDescriptors()
    {
        if (_descriptorSources == 0)
        {
            return false;
        }

        _descriptors.Clear(-1);
        var sources = _sources.All;
        for (var slot = 0; slot < sources.Length; slot++)
        {
            if (sources[slot] is { IsSocket: false } source && (source.WantsInput || source.WantsOutput))
            {
                var interest = (source.WantsInput ? Interest.Input : Interest.None)
                    | (source.WantsOutput ? Interest.Output : Interest.None);
                _descriptors.Add(source.Descriptor, slot, interest);
            }
        }

        return _descriptors.Wait(0) > 0;
    }

    private void ReportDescriptors()
    {
        for (var i = 0; _descriptorSources > 0 && i < _descriptors.Count; i++)
        {
            if (_descriptors.IsReady(i))
            {
                _sources[_descriptors.SlotOf(i)]?.OnReady();
            }
        }
    }

    private static Socket MakeWake()
    {
        var wake = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        wake.Connect(wake.LocalEndPoint!);
        wake.Blocking = false;
        return wake;
    }

    /// <summary>Replaces the wake socket in a child of fork(2), because the parent still uses the old socket.</summary>
    private void Renew()
    {
        _generation = ForkedChild.Generation;
        _wake.Dispose();
        _wake = MakeWake();
        if (Interlocked.Exchange(ref _wakePending, 0) != 0)
        {
            Wake();
        }
    }

    private void Select(long nanoseconds)
    {
        try
        {
            Socket.Select(_readable, _writable, _failed, nanoseconds < 0 ? -1 : Microseconds(nanoseconds));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.Interrupted)
        {
            _readable.Clear();
            _writable.Clear();
            _failed.Clear();
        }
    }

    /// <summary>Converts to microseconds, rounded up so that no wait ends too early.</summary>
    private static int Microseconds(long nanoseconds) =>
        (int)Math.Min(int.MaxValue, (nanoseconds / 1000) + (nanoseconds % 1000 > 0 ? 1 : 0));

    /// <summary>
    /// Resets the wake. Ends with a full barrier, because the loop reads the completions and the stop flag next.
    /// </summary>
    private void ClearWake()
    {
        _ = _wake.Receive(_byte, SocketFlags.None, out _);
        _ = Interlocked.Exchange(ref _wakePending, 0);
    }
}
