using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>
            /// Scales all gradients together so that their common norm is at most <paramref name="max_norm"/>, and answers
            /// the norm before. Parameters without a gradient are left out.
            /// </summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type)
            {
                using var list = new TensorList(tensors);
                Shim.sw_clip_grad_norm_(list.Pointers, list.Count, max_norm, norm_type, out var norm);
                return norm;
            }
        }
    }
}
