using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How a loss over cells becomes one number.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        /// <summary>Layers and losses without state.</summary>
        public static partial class functional
        {
            /// <summary>input W' + bias: [..., inputs] to [..., outputs].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias) => Shim.sw_linear(input, weights, bias);

            public static Tensor relu(Tensor x, bool inplace) => x.relu();

            public static Tensor dropout(Tensor input, double p, bool training, bool inplace) =>
                Shim.sw_dropout(input, p, training ? 1 : 0);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype) => input.log_softmax(dim, dtype);

            /// <summary>log sigmoid(x) = -log(1 + e^-x), without overflow.</summary>
            public static Tensor logsigmoid(Tensor x) => Shim.sw_log_sigmoid(x);

            /// <summary>log(1 + e^(beta x)) / beta; x itself where beta x is above the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta, double threshold) => Shim.sw_softplus(x, beta, threshold);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight, Tensor? bias, double eps) =>
                Shim.sw_layer_norm(input, normalized_shape, normalized_shape.Length, weight, bias, eps);

            /// <summary>
            /// Each cell's cross-entropy from its logit: target [.., C] in [0, 1]; weight scales cells, pos_weights ([C] or a scalar) the ones.
            /// </summary>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight, Reduction reduction, Tensor? pos_weights) =>
                Shim.sw_binary_cross_entropy_with_logits(input, target, weight, pos_weights, (long)reduction);

            /// <summary>Cross-entropy of each row's softmax [N, C] with its class (int64, [N]) or its distribution [N, C].</summary>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight, long ignore_index, Reduction reduction, double label_smoothing) =>
                Shim.sw_cross_entropy(input, target, weight, ignore_index, (long)reduction, label_smoothing);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction) =>
                Shim.sw_mse_loss(input, target, (long)reduction);
        }
    }
}
