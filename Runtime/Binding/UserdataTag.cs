using System.Security.Cryptography;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Binding;

/// <summary>The secret first word of every userdata of this program: a number that no script knows, and the kind's own.</summary>
internal static unsafe class UserdataTag
{
    private const ulong KindMask = 0xffff;

    private static readonly ulong Secret = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) & ~KindMask;

    private static int _kinds;

    internal static ulong Next() => Secret | ((ulong)Interlocked.Increment(ref _kinds) & KindMask);

    /// <summary>Whether the value is a userdata of this program.</summary>
    internal static bool IsOwn(LuaStack stack, int index) =>
        stack.TryUserdata(index, out var block, out var size) && size >= sizeof(ulong) && (*(ulong*)block & ~KindMask) == Secret;
}
