using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>What goes beside datagrams on Linux: how they arrived, where they are sent from, and the reports of failures.</summary>
public sealed unsafe partial class UdpSocket
{
    // linux/socket.h, linux/in.h, linux/in6.h
    private static readonly (int Level, int Number) Timestamps = (1, 35);
    private static readonly (int Level, int Number) V4Information = (0, 8);
    private static readonly (int Level, int Number) V6Information = (41, 49);
    private static readonly (int Level, int Number) V4Errors = (0, 11);
    private static readonly (int Level, int Number) V6Errors = (41, 25);

    /// <summary>Whether ICMP reports are taken from the error queue and raised by receives, with the peer's name.</summary>
    private bool _reportsErrors;

    /// <summary>Whether the system was asked to tell how datagrams arrive.</summary>
    private bool _tellsArrival;

    private int Descriptor => (int)_socket!.SafeHandle.DangerousGetHandle();

    /// <summary>Has the system tell how datagrams arrive, from now on. ENOTSUP where it cannot.</summary>
    public void TellArrival()
    {
        RequireLinux("receive_with_info");
        if (!_tellsArrival)
        {
            SetOption(Timestamps, 1);
            SetOption(V4Information, V6Information, 1);
            _tellsArrival = true;
        }
    }

    /// <summary>Whether failures that the network reports are raised by receives with the peer they are about.</summary>
    public bool ReportsErrors
    {
        get
        {
            _ = RequireOpen();
            return _reportsErrors;
        }

        set
        {
            RequireLinux("receive_errors");
            SetOption(V4Errors, V6Errors, value ? 1 : 0);
            _reportsErrors = value;
            _keptReports?.Clear();
            UpdateFastPath();
        }
    }

    private void RequireLinux(string what)
    {
        _ = RequireOpen();
        if (!OperatingSystem.IsLinux())
        {
            throw new LuaFailure(LuaError.Generic(Errno.ENOTSUP) with { Detail = $"{what} needs Linux" });
        }
    }

    /// <summary>
    /// Receives what the channels do not: a report of the error queue, or a datagram with its arrival. Null leaves it to
    /// the channel.
    /// </summary>
    private bool? ReceiveBeside(ReceiveWait wait)
    {
        if ((TakeReport() ?? TakePeerError()) is { } report)
        {
            wait.Error = report;
            return true;
        }

        if (!wait.WantsArrival || _channel is { Held: not null } or { IsReceivePending: true })
        {
            return null;
        }

        var count = MessageCalls.Receive(Descriptor, wait.Buffer, wait.Length, (int)wait.Flags, Family, out var from, out var arrival);
        if (count >= 0)
        {
            wait.Complete(count, from);
            wait.Arrival = arrival;
            return true;
        }

        if (count == -Errno.EAGAIN)
        {
            return false;
        }

        wait.Error = LuaError.System(-count);
        return true;
    }
}
