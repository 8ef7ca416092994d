#pragma once

// The configurations of google/ddpm-cifar10-32, google/ddpm-celebahq-256 and openai/diffusers-cd_imagenet64 as
// published.
inline constexpr const char* kCifar = R"({"_class_name":"UNet2DModel","_diffusers_version":"0.0.4","act_fn":"silu",
 "attention_head_dim":null,"block_out_channels":[128,256,256,256],"center_input_sample":false,
 "down_block_types":["DownBlock2D","AttnDownBlock2D","DownBlock2D","DownBlock2D"],"downsample_padding":0,
 "flip_sin_to_cos":false,"freq_shift":1,"in_channels":3,"layers_per_block":2,"mid_block_scale_factor":1,
 "norm_eps":1e-06,"norm_num_groups":32,"out_channels":3,"sample_size":32,"time_embedding_type":"positional",
 "up_block_types":["UpBlock2D","UpBlock2D","AttnUpBlock2D","UpBlock2D"]})";
inline constexpr const char* kCelebA = R"({"_class_name":"UNet2DModel","_diffusers_version":"0.0.4","act_fn":"silu",
 "attention_head_dim":null,"block_out_channels":[128,128,256,256,512,512],"center_input_sample":false,
 "down_block_types":["DownBlock2D","DownBlock2D","DownBlock2D","DownBlock2D","AttnDownBlock2D","DownBlock2D"],
 "downsample_padding":0,"flip_sin_to_cos":false,"freq_shift":1,"in_channels":3,"layers_per_block":2,
 "mid_block_scale_factor":1,"norm_eps":1e-06,"norm_num_groups":32,"out_channels":3,"sample_size":256,
 "time_embedding_type":"positional",
 "up_block_types":["UpBlock2D","AttnUpBlock2D","UpBlock2D","UpBlock2D","UpBlock2D","UpBlock2D"]})";
inline constexpr const char* kConsistency = R"({"_class_name":"UNet2DModel","sample_size":64,"in_channels":3,
 "out_channels":3,"layers_per_block":3,"num_class_embeds":1000,"block_out_channels":[192,384,576,768],
 "attention_head_dim":64,"down_block_types":["ResnetDownsampleBlock2D","AttnDownBlock2D","AttnDownBlock2D",
 "AttnDownBlock2D"],"up_block_types":["AttnUpBlock2D","AttnUpBlock2D","AttnUpBlock2D","ResnetUpsampleBlock2D"],
 "resnet_time_scale_shift":"scale_shift","attn_norm_num_groups":32,"upsample_type":"resnet",
 "downsample_type":"resnet"})";
