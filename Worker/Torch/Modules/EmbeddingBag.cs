using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    /// <summary>How the rows of a bag become one. This layer sums.</summary>
    public enum EmbeddingBagMode
    {
        Sum = 0,
        Mean = 1,
        Max = 2,
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A first layer for sparse rows: the same as a dense row times the weights, at the cost of its non-zeros.</summary>
            /// <exception cref="ArgumentException">Anything but a plain sum is asked for.</exception>
            public static EmbeddingBag EmbeddingBag(long num_embeddings, long embedding_dims, double? max_norm, double norm_type, bool scale_grad_by_freq, EmbeddingBagMode mode, bool sparse, bool include_last_offset, long padding_index, Device? device, ScalarType? dtype)
            {
                if (max_norm is not null || scale_grad_by_freq || mode != EmbeddingBagMode.Sum || sparse || padding_index >= 0)
                {
                    throw new ArgumentException(
                        "EmbeddingBag here sums: mode must be Sum, and max_norm, scale_grad_by_freq, sparse and padding_index unset");
                }
                return new EmbeddingBag(num_embeddings, embedding_dims, include_last_offset, device, dtype);
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Sums rows of its weights, [num_embeddings, embedding_dims], which begin normal with deviation 1.</summary>
    public sealed class EmbeddingBag : nn.Module<Tensor, Tensor?, Tensor?, Tensor>
    {
        private readonly bool includeLastOffset;

        internal EmbeddingBag(long embeddings, long dimensions, bool includeLastOffset, Device? device, ScalarType? dtype)
            : base(nameof(EmbeddingBag))
        {
            this.includeLastOffset = includeLastOffset;
            weight = new Parameter(randn([embeddings, dimensions], dtype, device));
            register_parameter(nameof(weight), weight);
        }

        public Parameter weight { get; }

        /// <summary>
        /// The sum of each bag's rows, [bags, embedding_dims]: bag i holds the rows <paramref name="input"/> names from
        /// <paramref name="offsets"/>[i] to the next offset, each times its weight in <paramref name="perSampleWeights"/>.
        /// All are one-dimensional; the first two int64. No gradient is taken by the weights of samples.
        /// </summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">An index or an offset is outside its range, or a shape or element type is wrong.</exception>
        public override Tensor forward(Tensor input, Tensor? offsets, Tensor? perSampleWeights)
        {
            ArgumentNullException.ThrowIfNull(offsets);
            return Shim.sw_embedding_bag(weight, input, offsets, perSampleWeights, includeLastOffset ? 1 : 0);
        }
    }
}
