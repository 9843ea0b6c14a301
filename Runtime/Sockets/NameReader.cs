using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// An address of the name that the script has looked up. Its family is not the family of the address that was asked
/// without an answer.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Address">The address, to which no socket of the program has sent.</param>
/// <param name="NeedsSocket">True if the socket cannot send to the address, because it has another family.</param>
internal sealed record NameFacts(string Name, IpAddress Address, bool NeedsSocket);

/// <summary>Finds the address of the other family to which the script could have sent its request.</summary>
internal static class NameReader
{
    /// <summary>Returns the fact, or null if something else explains more, or if nothing is known.</summary>
    /// <param name="pool">The pool of the sockets.</param>
    /// <param name="facts">The other facts about the receive.</param>
    internal static NameFacts? Read(UdpSocketPool pool, ReceiveFacts facts)
    {
        if (pool.Names.IsEmpty || facts.Local is not { } local
            || facts.Sibling is { Role: not (SiblingRole.IsNobody or SiblingRole.IsClosed) }
            || facts.Exchange is not
            {
                Asked: { } asked, Unanswered: > 0, HasAnswered: false, IsGroup: false, Refusal: null,
                Strangers.Count: 0,
            }
            || (facts.Peer is { } peer && !SiblingVerdict.IsSame(peer, asked)))
        {
            return null;
        }

        var address = SeenDatagram.Plain(asked).Address;
        if (pool.Names.Find(address) is not { } known)
        {
            return null;
        }

        var others = known.OfOtherFamilyThan(address);
        return HasSentTo(pool, others) || IsUnused(new IpEndpoint(others[0], asked.Port))
            ? null
            : new NameFacts(known.Name, others[0], others[0].IsV6 != local.Address.IsV6);
    }

    /// <summary>Returns true if a socket of this program has sent to one of the addresses, or may have.</summary>
    private static bool HasSentTo(UdpSocketPool pool, IpAddress[] addresses)
    {
        var open = pool.LastOpened(SiblingReader.MaxSockets).Select(static socket => socket.Recording?.Ring)
            .OfType<DatagramRing>();
        foreach (var ring in pool.Recorder!.ClosedRings.Concat(open))
        {
            var events = SeenDatagrams.Of(ring);
            var mayHaveSent = ring.Total != events.Count
                && (!addresses[0].IsV6 || SeenDatagrams.LocalOf(ring) is not { Address.IsV6: false });
            if (mayHaveSent || events.Any(e => e is { Kind: RecordKind.Sent, Remote: { } to }
                && KnownNames.Has(addresses, to.Address)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns true if the endpoint is of this machine, and no program has it.</summary>
    private static bool IsUnused(in IpEndpoint endpoint) =>
        SiblingReader.IsOfThisMachine(endpoint) && BoundPorts.Has(SeenDatagram.Plain(endpoint)) == false;
}
