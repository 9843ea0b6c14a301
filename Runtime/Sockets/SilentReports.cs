using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The ICMP reports that moonwire itself asks the kernel for (ip(7), IP_RECVERR). They are only recorded, and no script
/// notices that they were asked for.
/// </summary>
/// <remarks>
/// <para>
/// Only an unconnected socket that moonwire has opened asks, from its first send, while the recorder is on and
/// receive_errors is off. Without the option, the kernel raises no report at such a socket. A report that a call raises
/// therefore exists only because of the option, so the call is repeated. On a connected socket, the kernel raises some
/// reports without the option, and the reports that do not fit into the receive buffer do not tell which.
/// </para>
/// <para>
/// The option has three side effects. The next call fails once with the errno of the report. The reports use the
/// receive buffer until they are read, so a socket with a small buffer does not ask. A send fails with ENOBUFS if a
/// queue of the network interface is full, whereas the kernel otherwise reports success.
/// </para>
/// </remarks>
internal sealed class SilentReports(OpenSocket socket)
{
    private static readonly (int Level, int Number) ReceiveBuffer = (1, 8); // linux/socket.h

    /// <summary>
    /// The smallest receive buffer, as Linux counts it, of a socket that asks. A report takes about 1000 bytes.
    /// </summary>
    private const int MinReceiveBuffer = 131072;

    /// <summary>
    /// The maximum number of reports until a receive reaches its time limit. A socket with more reports stops asking,
    /// because each report costs three system calls.
    /// </summary>
    private const int MaxReports = 64;

    private static readonly bool IsAllowed = OperatingSystem.IsLinux() && Shortcuts.Allow(Shortcut.Icmp);

    /// <summary>
    /// The maximum number of datagrams that a socket sends without receiving a datagram. A socket that sends more stops
    /// asking, because their reports could fill the receive buffer before the script receives.
    /// </summary>
    private const int MaxSends = 32;

    private bool _mayAsk;
    private int _left = MaxReports;
    private int _sends;

    /// <summary>True while the kernel queues reports for the recording.</summary>
    internal bool IsOn { get; private set; }

    /// <summary>True if the next send must call <see cref="Ask"/> first.</summary>
    internal bool MustAsk => _mayAsk && !IsOn && _left > 0 && _sends <= MaxSends
        && socket is { Peer: null, Reports.AreReceived: false };

    /// <summary>
    /// Allows the socket to ask for reports. Called when moonwire has opened the socket. A socket from outside never
    /// asks, because other programs may use it too.
    /// </summary>
    internal void Allow() => _mayAsk = IsAllowed && socket is { IsDirect: true, Recording: not null };

    /// <summary>Asks the kernel for reports if the socket may ask.</summary>
    internal void Ask()
    {
        if (MustAsk)
        {
            IsOn = HasLargeBuffer() && TrySet(1);
            _mayAsk = IsOn;
            if (!IsOn)
            {
                _ = TrySet(0); // the kernel may have refused only one of two options
            }
        }
    }

    /// <summary>
    /// Stops asking until the next send. Called before the socket gets a peer, or when the script itself asks for
    /// reports.
    /// </summary>
    internal void Pause()
    {
        Read();
        TurnOff();
    }

    /// <summary>
    /// Stops asking, because the option could be noticed from now on: the socket leaves moonwire or sends batches, or a
    /// queue of the network interface is full.
    /// </summary>
    internal void End()
    {
        Pause();
        _mayAsk = false;
    }

    /// <summary>
    /// Allows further reports, because a receive has reached its time limit and its text has the reports so far.
    /// Returns true if the next send must call <see cref="Ask"/> first.
    /// </summary>
    internal bool Renew()
    {
        _left = MaxReports;
        _sends = 0;
        return MustAsk;
    }

    /// <summary>Stops asking after many datagrams.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void OnSent()
    {
        if (IsOn && ++_sends > MaxSends)
        {
            Pause();
        }
    }

    /// <summary>Asks again if the socket has stopped asking after many datagrams.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void OnReceived()
    {
        var wereMany = _sends > MaxSends;
        _sends = 0;
        if (wereMany)
        {
            Ask();
        }
    }

    /// <summary>Stops asking if a new receive buffer is small.</summary>
    internal void OnOption((int Level, int Number) option)
    {
        if (option == ReceiveBuffer && IsOn && !HasLargeBuffer())
        {
            End();
        }
    }

    /// <summary>Returns true if the caller must repeat a call that would not have failed without the option.</summary>
    /// <remarks>
    /// The second repetition is made without the option, because further reports can arrive at any time. Its outcome is
    /// then the outcome that the script must get. After repetitions, the caller calls <see cref="Resume"/>.
    /// </remarks>
    /// <param name="errno">The errno of the call, or 0.</param>
    /// <param name="attempt">The number of repetitions before.</param>
    internal bool MustRepeat(int errno, int attempt)
    {
        if (!IsOn)
        {
            return false;
        }

        if (errno == Errno.ENOBUFS)
        {
            End();
            return true;
        }

        if (!PendingErrors.MayBe(errno))
        {
            return false;
        }

        if (attempt == 0)
        {
            Read();
        }
        else
        {
            Pause();
        }

        return true;
    }

    /// <summary>Receives by the general path, as <see cref="DatagramChannel.Receive"/> does.</summary>
    internal bool Receive(ReceiveWait wait)
    {
        var attempt = 0;
        var isEnded = socket.Channel.Receive(wait);
        while (isEnded && wait.Error is { } error && MustRepeat(error.Code, attempt))
        {
            attempt++;
            wait.Error = null;
            isEnded = socket.Channel.Receive(wait);
        }

        Resume(attempt);
        return isEnded;
    }

    /// <summary>Asks again after repetitions of a call.</summary>
    internal void Resume(int attempts)
    {
        if (attempts > 0)
        {
            Ask();
        }
    }

    /// <summary>Records the reports in the kernel's queue. Stops asking after too many reports.</summary>
    internal void Read()
    {
        for (; IsOn && _left > 0; _left--)
        {
            if (!ControlMessages.TryTakeError(socket.Descriptor, socket.Family, out var report))
            {
                return;
            }

            socket.Recording?.Reported(report);
        }

        TurnOff();
    }

    /// <summary>Makes the kernel drop the reports in its queue, and queue no further reports.</summary>
    private void TurnOff()
    {
        if (IsOn)
        {
            _ = TrySet(0);
            socket.Reports.ClearPendingError();
            IsOn = false;
        }
    }

    private bool HasLargeBuffer() =>
        SocketCalls.GetOption(socket.Socket, ReceiveBuffer.Level, ReceiveBuffer.Number, out var size) >= 0
            && size >= MinReceiveBuffer;

    /// <summary>
    /// Sets the kernel's options, for IPv4 and IPv6 on a v6 socket. Returns false if the kernel refuses them.
    /// </summary>
    private bool TrySet(int value)
    {
        var v4 = TrySet(ErrorReports.V4Errors, value);
        return socket.Family == AddressFamily.InterNetwork ? v4 : TrySet(ErrorReports.V6Errors, value);
    }

    private bool TrySet((int Level, int Number) option, int value) =>
        SocketCalls.SetOption(socket.Socket, option.Level, option.Number, BitConverter.GetBytes(value)) >= 0;
}
