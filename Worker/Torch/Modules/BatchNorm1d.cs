using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm1d BatchNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>
    /// Each feature with mean 0 and variance 1, then scaled and shifted: over the batch while training, by running
    /// statistics afterwards. Input [batch, features]. arXiv:1502.03167.
    /// </summary>
    public sealed class BatchNorm1d : nn.Module<Tensor, Tensor>
    {
        private readonly double eps;
        private readonly double momentum;

        internal BatchNorm1d(long features, double eps, double momentum, bool affine, bool track, Device? device, ScalarType? dtype)
            : base(nameof(BatchNorm1d))
        {
            this.eps = eps;
            this.momentum = momentum;
            if (affine)
            {
                weight = new Parameter(ones([features], dtype, device));
                bias = new Parameter(zeros([features], dtype, device));
                register_parameter(nameof(weight), weight);
                register_parameter(nameof(bias), bias);
            }
            if (track)
            {
                running_mean = zeros([features], dtype, device);
                running_var = ones([features], dtype, device);
                num_batches_tracked = zeros([], ScalarType.Int64, device);
                register_buffer(nameof(running_mean), running_mean);
                register_buffer(nameof(running_var), running_var);
                register_buffer(nameof(num_batches_tracked), num_batches_tracked);
            }
        }

        public Parameter? weight { get; }

        public Parameter? bias { get; }

        public Tensor? running_mean { get; }

        public Tensor? running_var { get; }

        public Tensor? num_batches_tracked { get; }

        public override Tensor forward(Tensor input)
        {
            if (training)
            {
                num_batches_tracked?.add_(1);
            }
            var ofBatch = training || running_mean is null;
            return Shim.sw_batch_norm(input, weight, bias, running_mean, running_var, ofBatch ? 1 : 0, momentum, eps);
        }
    }
}
