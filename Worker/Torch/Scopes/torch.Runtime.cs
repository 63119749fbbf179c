using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Threads inside one operation. It counts for the calling thread once that has computed something.</summary>
    public static void set_num_threads(int num) => Shim.sw_set_num_threads(num);

    public static int get_num_threads() => Shim.sw_get_num_threads();

    /// <summary>
    /// Seeds the process's generators, of the CPU and of every CUDA device. They are shared: whoever needs a
    /// repeatable model seeds and makes it under one lock.
    /// </summary>
    public static Generator manual_seed(long seed) => new(seed);

    /// <summary>The process's generator, as <see cref="manual_seed"/> answers it.</summary>
    public sealed class Generator
    {
        private long seed;

        internal Generator(long seed) => manual_seed(seed);

        public Generator manual_seed(long seed)
        {
            Shim.sw_manual_seed(seed);
            this.seed = seed;
            return this;
        }

        public long initial_seed() => seed;
    }

    public static class cuda
    {
        /// <summary>True where this libtorch was built for CUDA and finds a device.</summary>
        public static bool is_available() => Shim.sw_cuda_is_available() != 0;
    }
}
