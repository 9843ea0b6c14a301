using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Native;

/// <summary>
/// The memory of one Lua state: Lua's own allocator by default, a counting one when the host sets a limit.
/// </summary>
/// <remarks>
/// Invariant: while managed code is on the stack, allocation does not fail. A managed callback allocates under
/// <see cref="MemoryGuard"/>, whose allocator ignores the limit (the next allocation of the script itself meets
/// it) and, when the system is out of memory, gives back a reserve first. What a script sizes is asked of
/// <see cref="CanAllocate"/> beforehand. All allocators use the C library's heap, so blocks pass between them.
/// </remarks>
internal static unsafe class LuaAllocator
{
    private const nuint ReserveSize = 1 << 20;
    private const nuint ProbeAbove = 1 << 18;

    /// <summary>Taken by the first <see cref="Replenish"/>.</summary>
    private static void* _reserve;

    internal struct Account
    {
        public long Used;
        public long Limit;
    }

    internal static nint Guarded => (nint)(delegate* unmanaged[Cdecl]<void*, void*, nuint, nuint, void*>)&AllocateGuarded;

    private static nint Limited => (nint)(delegate* unmanaged[Cdecl]<void*, void*, nuint, nuint, void*>)&AllocateLimited;

    /// <summary>Bounds what a state may hold to <paramref name="limit"/> bytes, counting <paramref name="used"/> as taken.</summary>
    /// <returns>The account, freed with <see cref="NativeMemory.Free"/> after the state is closed.</returns>
    internal static Account* SetLimit(nint state, long limit, long used)
    {
        var account = (Account*)NativeMemory.Alloc((nuint)sizeof(Account));
        *account = new Account { Limit = limit, Used = used };
        LuaApi.lua_setallocf(state, Limited, (nint)account);
        return account;
    }

    /// <summary>Whether a block of <paramref name="size"/> bytes can be had now, within the limit and from the system.</summary>
    internal static bool CanAllocate(nint state, nuint size)
    {
        nint data;
        _ = LuaApi.lua_getallocf(state, &data);
        var account = (Account*)data;
        if (account is not null && (long)size > account->Limit - account->Used)
        {
            return false;
        }

        if (size < ProbeAbove)
        {
            return true;
        }

        var probe = Libc.realloc(null, size);
        Libc.free(probe);
        return probe is not null;
    }

    /// <summary>Takes the reserve again after it was given back, if the system has it.</summary>
    internal static void Replenish()
    {
        if (_reserve is null)
        {
            _reserve = Libc.realloc(null, ReserveSize);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* AllocateLimited(void* data, void* block, nuint oldSize, nuint newSize)
    {
        var account = (Account*)data;
        var growth = (long)newSize - (block is null ? 0 : (long)oldSize);
        if (growth > 0 && account->Used + growth > account->Limit)
        {
            return null;
        }

        return Allocate(account, block, newSize, growth);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* AllocateGuarded(void* data, void* block, nuint oldSize, nuint newSize)
    {
        var growth = (long)newSize - (block is null ? 0 : (long)oldSize);
        var result = Allocate((Account*)data, block, newSize, growth);
        if (result is null && newSize > 0 && _reserve is not null)
        {
            Libc.free(_reserve);
            _reserve = null;
            result = Allocate((Account*)data, block, newSize, growth);
        }

        return result;
    }

    private static void* Allocate(Account* account, void* block, nuint size, long growth)
    {
        void* result = null;
        if (size == 0)
        {
            Libc.free(block);
        }
        else
        {
            result = Libc.realloc(block, size);
        }

        if (account is not null && (result is not null || size == 0))
        {
            account->Used += growth;
        }

        return result;
    }
}

/// <summary>Makes allocations by the Lua API succeed while it lives; see <see cref="LuaAllocator"/>.</summary>
internal readonly unsafe ref struct MemoryGuard
{
    private readonly nint _state;
    private readonly nint _allocator;
    private readonly nint _data;

    internal MemoryGuard(nint state)
    {
        _state = state;
        if (StackLayout.IsKnown)
        {
            var current = StackLayout.Allocator(state);
            _allocator = *current;
            *current = LuaAllocator.Guarded;
            return;
        }

        nint data;
        _allocator = LuaApi.lua_getallocf(state, &data);
        _data = data;
        LuaApi.lua_setallocf(state, LuaAllocator.Guarded, data);
    }

    public void Dispose()
    {
        if (StackLayout.IsKnown)
        {
            *StackLayout.Allocator(_state) = _allocator;
        }
        else
        {
            LuaApi.lua_setallocf(_state, _allocator, _data);
        }

        LuaAllocator.Replenish();
    }
}
