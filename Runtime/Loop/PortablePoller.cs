using System.Net;
using System.Net.Sockets;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Loop;

/// <summary>The portable alternative to epoll: <see cref="Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, int)"/> and a loopback socket for <see cref="Wake"/>.</summary>
internal sealed class PortablePoller : IPoller
{
    private readonly SourceTable _sources = new();
    private readonly List<Socket> _readable = [];
    private readonly List<Socket> _writable = [];
    private readonly List<Socket> _failed = [];
    private readonly Dictionary<Socket, ReadinessSource> _bySocket = [];
    private Socket _wake = MakeWake();
    private readonly byte[] _byte = new byte[1];
    private int _wakePending;
    private int _generation = ForkedChild.Generation;

    public void Watch(ReadinessSource source)
    {
        _sources.Add(source);
        _bySocket.Add(source.Watched, source);
    }

    public void Unwatch(ReadinessSource source)
    {
        _bySocket.Remove(source.Watched);
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
                _failed.Add(source.Watched); // an error ends the wait, whatever is waited for
            }
        }

        Select(nanoseconds);
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

    public void Dispose() => _wake.Dispose();

    private static Socket MakeWake()
    {
        var wake = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        wake.Connect(wake.LocalEndPoint!);
        wake.Blocking = false;
        return wake;
    }

    /// <summary>In a child that fork(2) made: leaves the socket to the parent, whose wakes it gets.</summary>
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

    /// <summary>Rounded up, so that no wait ends before its time.</summary>
    private static int Microseconds(long nanoseconds) => (int)Math.Min(int.MaxValue, (nanoseconds / 1000) + (nanoseconds % 1000 > 0 ? 1 : 0));

    /// <summary>Consumes the wake. A full barrier follows, because the loop reads the completions and the stop flag next.</summary>
    private void ClearWake()
    {
        _ = _wake.Receive(_byte, SocketFlags.None, out _);
        _ = Interlocked.Exchange(ref _wakePending, 0);
    }
}
