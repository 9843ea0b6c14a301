using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Runs Lua's collector when no descriptor is left, because a collection closes the sockets and files that a script has
/// dropped. Lua itself would not collect in time, because it counts only memory, and these objects need little of it.
/// </summary>
public static class DescriptorLimit
{
    /// <summary>The number of free descriptors to ensure. A name lookup needs fewer at a time.</summary>
    private const int Room = 6;

    /// <summary>Returns true if the errno means that no descriptor is left.</summary>
    public static bool IsReached(int errno) => errno is Errno.EMFILE or Errno.ENFILE;

    /// <summary>
    /// Calls a function that opens a descriptor. If no descriptor is left, collects garbage and calls the function
    /// again.
    /// </summary>
    public static T Make<T>(LuaCall call, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (LuaFailure failure) when (failure.Error.Category == ErrorCategory.System
            && IsReached(failure.Error.Code))
        {
            // The collection follows below, because finalizers must not run inside an exception handler.
        }

        Collect(call);
        return make();
    }

    /// <summary>
    /// Calls an action that opens a descriptor. If no descriptor is left, collects garbage and calls the action again.
    /// </summary>
    public static void Make(LuaCall call, Action make) => _ = Make(call, () =>
    {
        make();
        return true;
    });

    /// <summary>
    /// Collects garbage if few descriptors are left. Called before a function whose failure would not show the lack of
    /// descriptors.
    /// </summary>
    public static void MakeRoom(LuaCall call)
    {
        if (!SpareDescriptors.Has(Room))
        {
            Collect(call);
        }
    }

    /// <summary>
    /// Makes room before a call that cannot report a lack of descriptors. Throws EMFILE if a collection frees too few.
    /// </summary>
    public static void RequireRoom(LuaCall call)
    {
        MakeRoom(call);
        if (!SpareDescriptors.Has(Room))
        {
            throw new LuaFailure(LuaError.System(Errno.EMFILE));
        }
    }

    /// <summary>
    /// Collects twice, because only the next collection finds the objects that a finalizer has released.
    /// </summary>
    public static void Collect(LuaCall call)
    {
        call.Stack.Collect();
        call.Stack.Collect();
    }
}
